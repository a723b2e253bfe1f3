import { type Json, plain, type YamlMap } from "../yaml/index.ts";
import { textAt } from "./shape.ts";
import { withVariables } from "./text.ts";

export interface NativeStepKeys {
  readonly keys: Readonly<Record<string, Json>>;
  readonly changed: readonly string[];
}

/** An expression, and what of its contexts somebody outside the project may choose (docs: security hardening, untrusted input). */
const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[\s\S])*)\}\}/g;
const OUTSIDER =
  /\bgithub\.(?:head_ref|ref_name|actor|triggering_actor|event\b(?!_name|\.(?:number|action|inputs|sender\.id)\b))/;

/**
 * A step as GitHub has it. What an outsider could fill with shell code becomes a variable, which is data.
 *
 * @param shell - The shell of its script, where it or its job names one.
 */
export function nativeStepKeys(map: YamlMap, shell: string | undefined): NativeStepKeys {
  const keys = plain(map) as Record<string, Json>;
  const run = textAt(map, "run");
  if (run === undefined || (shell !== undefined && !["bash", "sh", "pwsh", "powershell"].includes(shell))) {
    return { keys, changed: [] };
  }
  const variables: Record<string, string> = {};
  const isPosix = shell !== "pwsh" && shell !== "powershell";
  const nameOf = (expression: string): string | undefined => {
    if (!OUTSIDER.test(expression)) return undefined;
    const words = expression.replaceAll(/\b(github|event)\./g, "").replaceAll(/\W+/g, "_");
    return words
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, 40)
      .toUpperCase();
  };
  // Where a shell expands no variable, what is pasted there stays.
  const text = isPosix
    ? withVariables(run, nameOf)
    : run.replaceAll(EXPRESSION, (whole, inner: string) => {
        const name = nameOf(inner.trim());
        return name === undefined ? whole : `$env:${name}`;
      });
  for (const [whole, inner] of run.matchAll(EXPRESSION)) {
    const name = nameOf(inner!.trim());
    if (name !== undefined && text.includes(isPosix ? `\${${name}}` : `$env:${name}`)) variables[name] = whole;
  }
  const paths = Object.values(variables).map((whole) => whole.slice(3, -2).trim());
  if (paths.length === 0) return { keys, changed: [] };
  const env = { ...variables, ...(keys.env as Record<string, Json> | undefined) };
  return {
    keys: { ...keys, env, run: text },
    changed: paths.map((path) => `\`${path}\` was pasted into the script, where it could be code: now it is data`),
  };
}
