import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/index.ts";

/** What of a run's options says that it deploys. */
interface Asked {
  readonly debug?: { readonly breaks: readonly string[] };
  readonly deploy?: readonly string[];
  readonly approve?: readonly string[];
}

/** A run that a person may change by hand deploys nothing: what was proved of the pipeline is not what would ship. */
export function deploysByHand({ debug, deploy = [], approve = [] }: Asked): readonly Diagnostic[] {
  if (!debug || debug.breaks.length === 0) return [];
  const named = [...deploy.map((name) => `--deploy ${name}`), ...approve.map((name) => `--approve ${name}`)];
  return named.length > 0 ? [diagnostic("WB4123", { option: named[0] as string })] : [];
}
