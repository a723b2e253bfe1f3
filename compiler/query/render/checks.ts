import { type Check, type Checks, type Happening, isSafe } from "../checks.ts";
import { shellLine } from "../example.ts";
import { aligned, wrapped } from "./columns.ts";

/** The checks of pull requests as a table, with what may be required, and an example for each doubt. */
export function renderChecks(checks: Checks, file: string, problems: readonly string[] = []): string {
  const { pipeline, notStarted, blocking } = checks;
  const example = (what: Happening) =>
    what.kind === "run" ? shellLine(["waybill", "plan", file, ...what.options]) : "(not decided: the solver gave up)";
  const safe = checks.checks.filter(isSafe).map(({ name }) => name);
  const rows = checks.checks.map((check) => [check.name, reported(check), passing(check)]);
  const examples = checks.checks.flatMap(({ name, skipped }) =>
    skipped.kind === "never" ? [] : [[`${name} is skipped`, example(skipped)]],
  );
  const all = [...(notStarted.kind === "never" ? [] : [["nothing starts", example(notStarted)]]), ...examples];
  const sections = [
    [
      `Checks of ${pipeline} on pull requests`,
      "",
      ...indented(aligned([["check", "reported", "passes without its job"], ...rows])),
    ],
    all.length > 0 ? ["Examples", "", ...indented(aligned(all))] : [],
    blocking.length > 0
      ? wrapped(`On GitLab these block a merge request until a person starts them: ${blocking.join(", ")}`, WIDTH)
      : [],
    wrapped(safe.length > 0 ? `May be required: ${safe.join(", ")}` : NONE, WIDTH),
    problems.length > 0 ? ["Against the settings", "", ...problems.flatMap((one) => wrapped(`- ${one}`, WIDTH))] : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const WIDTH = 100;
const NONE =
  "No check may be required: each can be missing, or pass without its job. Declare a `requiredCheck` over the jobs that count, and start the pipeline on every pull request.";

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`.trimEnd());

function reported({ missing }: Check): string {
  if (missing.kind === "never") return "always";
  return missing.kind === "run" ? "not always" : "not decided";
}

function passing({ skipped, skippedAfter, mayFail }: Check): string {
  const ways = [
    ...(skipped.kind === "never" ? [] : [skipped.kind === "run" ? "when a condition skips it" : "perhaps"]),
    ...(skippedAfter.length > 0 ? [`when ${skippedAfter.join(" or ")} fails`] : []),
    ...(mayFail ? ["it may fail"] : []),
  ];
  return ways.join("; ") || "never";
}
