import { describe, describeRun } from "../../expr/index.ts";
import { permissionTexts } from "../access.ts";
import type { EventPlan, JobPlan, StepPlan } from "../plan/event.ts";
import { aligned } from "./columns.ts";
import { type Symbols, UNICODE } from "./symbols.ts";

/** The plan of one event as text: a line for each job with its reason, and below it what it does and is given. */
export function renderEventPlan(plan: EventPlan, symbols: Symbols = UNICODE): string {
  const { pipeline, starts, jobs } = plan;
  const head = `${pipeline}, ${describeRun(shownFacts(plan))}`;
  if (!starts) return `${head}\n\n  No trigger starts the pipeline: a provider runs nothing.\n`;
  const width = Math.max(...jobs.map(({ job }) => job.id.length), 0);
  const lines = jobs.flatMap((one) => [headLine(one, symbols, width), ...details(one)]);
  const count = jobs.filter(({ verdict }) => verdict.kind === "runs").length;
  const depends = jobs.filter(({ verdict }) => verdict.kind === "depends").length;
  const waits = jobs.filter((one) => one.waits).map(({ job }) => job.id);
  const sum = [
    `${count} of ${jobs.length} jobs run${waits.length > 0 ? ` (${waits.join(", ")} after an approval)` : ""}`,
    ...(depends > 0 ? [`${depends} depend on outputs`] : []),
  ].join(", ");
  const nothing =
    count + depends === 0
      ? "\n  Nothing runs, though a trigger starts the pipeline: a provider reports success.\n"
      : "";
  return `${head}\n\n${lines.join("\n")}\n${nothing}\n${sum}\n`;
}

/** Files only where a condition asks for them; the commit and the account decide nothing that people ask about. */
function shownFacts({ facts, asksForFiles }: EventPlan) {
  return { ...facts, sha: "", actor: "someone", changedFiles: asksForFiles ? facts.changedFiles : [] };
}

function headLine({ job, verdict, because, waits }: JobPlan, symbols: Symbols, width: number): string {
  const mark = { runs: waits ? symbols.approval : symbols.runs, skipped: symbols.skipped, depends: symbols.depends };
  return `  ${mark[verdict.kind]} ${job.id.padEnd(width)}  ${because.join("; ")}`.trimEnd();
}

function details(plan: JobPlan): readonly string[] {
  const { job, verdict, waits, access, image, ships } = plan;
  if (verdict.kind === "skipped") return [];
  const rows: (readonly [string, string])[] = [];
  if (waits) rows.push(["waits", "until a person lets it run"]);
  if (image) rows.push(["image", image]);
  if (job.kind === "build") rows.push(["builds", `${job.repository} from ${job.context}`]);
  if (ships) rows.push(["ships", ships]);
  if (access.environment) rows.push(["environment", access.environment]);
  if (access.secrets.length > 0) rows.push(["secrets", access.secrets.join(", ")]);
  if (access.idTokens.length > 0)
    rows.push(["id tokens", access.idTokens.map(({ name, audience }) => `${name} for ${audience}`).join(", ")]);
  const permissions = permissionTexts(access.permissions);
  if (permissions.length > 0) rows.push(["permissions", permissions.join(", ")]);
  plan.steps.forEach((step, at) => {
    rows.push([at === 0 ? "steps" : "", stepText(step)]);
  });
  return aligned(rows).map((line) => `      ${line}`);
}

function stepText({ name, verdict, because }: StepPlan): string {
  switch (verdict.kind) {
    case "runs":
      return name;
    case "skipped":
      return `(skipped) ${name}: ${because.join("; ")}`;
    case "depends":
      return `(when ${describe(verdict.when)}) ${name}`;
  }
}
