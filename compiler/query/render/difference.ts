import type { Difference, Direction, JobDifference, StepDifference } from "../difference/difference.ts";
import type { FacetChange } from "../difference/facets.ts";
import { shellLine } from "../example.ts";

export interface DifferenceOptions {
  /** The pipeline's file, as examples name it. */
  readonly file: string;
  /** What is compared, for the heading: "main and the working tree". */
  readonly title: string;
  /** `markdown`: a comment on a pull request. Default: `text`. */
  readonly format?: "text" | "markdown";
}

/** A line with those that explain it. */
interface Item {
  readonly text: string;
  readonly details?: readonly string[];
}

interface Section {
  readonly heading: string;
  readonly items: readonly Item[];
}

/** A difference for people: secrets and rights first, then what runs when, then what jobs do. */
export function renderDifference(difference: Difference, { file, title, format = "text" }: DifferenceOptions): string {
  const sections = [trust(difference, file), runs(difference, file), contents(difference)].filter(
    ({ items }) => items.length > 0,
  );
  const close = closing(difference, sections.length);
  if (format === "markdown") {
    const parts = sections.map(({ heading, items }) => `#### ${heading}\n\n${items.map(markdownItem).join("\n")}`);
    return [`### Behavior: ${title}`, ...parts, close].join("\n\n").concat("\n");
  }
  const parts = sections.map(({ heading, items }) => [heading, ...items.flatMap(textItem)].join("\n"));
  return [`Behavior: ${title}`, ...parts, close].join("\n\n").concat("\n");
}

const textItem = ({ text, details = [] }: Item) => [`  ${text}`, ...details.map((one) => `      ${one}`)];
const markdownItem = ({ text, details = [] }: Item) =>
  [`- ${text}`, ...details.map((one) => (one.startsWith("waybill ") ? `  - \`${one}\`` : `  - ${one}`))].join("\n");

function closing({ gaveUp }: Difference, sections: number): string {
  if (gaveUp.length > 0) return `Not decided: the solver gave up on ${gaveUp.join(", ")}.`;
  return sections === 0 ? "Nothing changes: proved for all events." : "Nothing else changes: proved for all events.";
}

/** Newly reachable secrets and rights, and runs on which jobs that have some run now. */
function trust({ jobs }: Difference, file: string): Section {
  const items = jobs.flatMap((one): readonly Item[] => {
    const { job, access, gained, isTrusted, change } = one;
    const given = access.gained.map((what): Item => ({ text: `+ ${job} is given ${what}` }));
    const taken = access.lost.map((what): Item => ({ text: `- ${job} is no longer given ${what}` }));
    const wider = isTrusted && gained && change === "changed" ? [reaching(one, gained, file)] : [];
    return [...given, ...wider, ...taken];
  });
  return { heading: "Secrets and permissions", items };
}

const reaching = ({ job }: JobDifference, gained: Direction, file: string): Item => ({
  text: `+ ${job}, which has secrets or rights, now also runs on ${gained.words.join("; ")}`,
  details: [exampleOf(gained, file)],
});

const exampleOf = ({ options }: Direction, file: string) => shellLine(["waybill", "run", file, ...options]);

/** Jobs that gain or lose the same runs share a line. */
function runs({ jobs }: Difference, file: string): Section {
  const lines = new Map<string, { names: string[]; text: (names: string) => string; details: readonly string[] }>();
  const add = (job: string, verb: string, direction: Direction | undefined) => {
    const words = direction ? ` on ${direction.words.join("; ")}` : " on no event";
    const key = `${verb}${words}`;
    const line = lines.get(key) ?? {
      ...{ names: [], text: (names: string) => `${names}: ${verb}${words}` },
      details: direction ? [exampleOf(direction, file)] : [],
    };
    line.names.push(job);
    lines.set(key, line);
  };
  for (const { job, was, change, gained, lost } of jobs) {
    const name = was === undefined ? job : `${job} (was ${was})`;
    if (change === "added") add(name, "new, runs", gained);
    else if (change === "removed") add(name, "removed, ran", lost);
    else {
      if (was !== undefined && !gained && !lost)
        lines.set(name, { names: [name], text: (one) => `${one}: renamed`, details: [] });
      if (gained) add(name, "now also runs", gained);
      if (lost) add(name, "no longer runs", lost);
    }
  }
  const items = [...lines.values()].map(
    ({ names, text, details }): Item => ({ text: text(shortened(names)), details }),
  );
  return { heading: "When jobs run", items };
}

const shortened = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;

function contents({ pipeline, jobs }: Difference): Section {
  const items = [
    ...pipeline.map((facet): Item => ({ text: facetText(facet) })),
    ...jobs.flatMap(({ job, facets, steps }): readonly Item[] => [
      ...facets.map((facet): Item => ({ text: `${job}: ${facetText(facet)}` })),
      ...steps.map((step): Item => ({ text: `${job}: ${stepText(step)}` })),
    ]),
  ];
  return { heading: "What jobs do", items };
}

function facetText({ what, before, after }: FacetChange): string {
  if (before === undefined && after === undefined) return `${what} changed`;
  return `${what}: ${before ?? "none"} -> ${after ?? "none"}`;
}

function stepText({ step, change, gained, lost }: StepDifference): string {
  if (change === "moved") return `${step} changed`;
  const directions = [
    ...(gained ? [`now also runs on ${gained.words.join("; ")}`] : []),
    ...(lost ? [`no longer runs on ${lost.words.join("; ")}`] : []),
  ];
  return `step ${JSON.stringify(step)} ${directions.length > 0 ? directions.join(", and ") : change}`;
}
