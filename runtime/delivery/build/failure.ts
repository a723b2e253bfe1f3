import { type Diagnostic, diagnostic, type Place } from "../../../compiler/diagnostics/index.ts";
import type { BuildJob } from "../../../compiler/graph/model/index.ts";
import { lineOfStep, readStages } from "./dockerfile.ts";
import type { Account } from "./progress.ts";

export interface FailedBuild {
  readonly job: BuildJob;
  /** The builder's last word. */
  readonly reason: string;
  /** Absent where the classic builder was used: it tells no steps. */
  readonly account?: Account;
  /** The Dockerfile relative to the repository's root, and its text. */
  readonly file: string;
  readonly source: string;
}

/** Tells what failed and at which line of the Dockerfile; whether it was the user's or the engine's fault. */
export function buildDiagnostic({ job, reason, account, file, source }: FailedBuild): Diagnostic {
  const at = (line: number | undefined): Place =>
    line === undefined
      ? { at: job.location }
      : { at: { file, line, column: 1 }, related: [{ message: `built by ${job.id}`, at: job.location }] };
  const name = job.id;

  const stage = /target stage "?([^"\s]+)"? could not be found|failed to reach build target (\S+)/i.exec(reason);
  if (stage) {
    const stages = readStages(source).flatMap((one) => one.name ?? []);
    const target = job.target ?? stage[1] ?? stage[2] ?? "";
    return diagnostic("WB5009", { job: name, target, stages: stages.join(", ") || "none has a name" }, at(undefined));
  }
  const syntax = /dockerfile parse error(?: on)? line (\d+):? *(.*)/is.exec(reason);
  if (syntax) {
    return diagnostic("WB5004", { job: name, reason: firstLine(syntax[2] ?? reason) }, at(Number(syntax[1])));
  }
  const step = account?.failed.find((one) => !/context canceled/.test(one.error)) ?? account?.failed[0];
  const said = `${reason} ${step?.last ?? ""}`;
  if (job.platforms.length > 0 && /no match for platform|exec format error|platform .*not supported/i.test(said)) {
    const place = at(step && lineOfStep(source, step.name));
    return diagnostic(
      "WB5007",
      { job: name, platforms: job.platforms.join(", "), reason: step?.last || reason },
      place,
    );
  }
  const base = /(?:load metadata for|FROM) (\S+)/.exec(step?.name ?? "")?.[1] ?? pulledImage(reason);
  if (base) return diagnostic("WB5005", { job: name, image: base, reason }, at(step && lineOfStep(source, step.name)));
  if (step) {
    const line = lineOfStep(source, step.name);
    return diagnostic("WB5003", { job: name, step: shortStep(step.name), reason: firstLine(step.error) }, at(line));
  }
  if (ENGINE.test(reason)) return diagnostic("WB5006", { job: name, reason }, at(undefined));
  const numbered = /\bline (\d+)\b/.exec(reason)?.[1];
  return diagnostic(
    "WB5003",
    { job: name, step: "the Dockerfile", reason: firstLine(reason) },
    at(numbered ? Number(numbered) : undefined),
  );
}

/** Trouble that no Dockerfile can cause. */
const ENGINE =
  /no space left|unexpected EOF|transport is closing|socket hang up|ECONNRESET|shutting down|no active session/i;

function pulledImage(reason: string): string | undefined {
  return /pull access denied for ([^,\s]+)|manifest for (\S+) not found|failed to resolve source metadata for (\S+):/
    .exec(reason)
    ?.slice(1)
    .find((one) => one !== undefined);
}

function shortStep(name: string): string {
  const line = name.replace(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] as string).trim();
}
