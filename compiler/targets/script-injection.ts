import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import type { Job, StageGraph } from "../graph/model/index.ts";
import type { Provider } from "./provider.ts";
import type { Yaml, YamlMap } from "./yaml.ts";

/**
 * The last look at what is emitted: no script has anything in it that the provider would put something in place of. What the
 * graph's passes refuse, and the emitters keep apart, is asked once more of the file itself.
 *
 * @param jobs - The file's jobs, by their names there.
 */
export function injections(
  jobs: YamlMap,
  graph: StageGraph,
  { title, marker, scripts }: Provider,
): readonly Diagnostic[] {
  const instances = (graph.matrices ?? []).flatMap(({ id, jobs: [first] }) =>
    graph.jobs.flatMap((job) => (job.id === first ? [[id, job] as const] : [])),
  );
  const known = new Map([...instances, ...graph.jobs.map((job) => [job.id, job] as const)]);
  return Object.entries(jobs).flatMap(([job, content]) => {
    const at = { at: known.get(job)?.location ?? graph.location };
    const isOwn = hasOwnKeys(known.get(job));
    const isWrong = (text: string) => (isOwn ? scripts.outsider.test(text) : text.includes(marker));
    const isChosen = (text: string) => isOwn && !isWrong(text) && scripts.chosen?.test(text) === true;
    const texts = [...new Set(scriptsIn(content, scripts.keys))];
    const lineOf = (text: string, test: (line: string) => boolean) => (text.split("\n").find(test) ?? "").trim();
    return [
      ...texts.filter(isWrong).map((text) => {
        const values = { job, part: marker, provider: title, line: lineOf(text, isWrong) };
        return diagnostic("WB3024", values, at);
      }),
      ...texts.filter(isChosen).map((text) => diagnostic("WB3184", { job, line: lineOf(text, isChosen) }, at)),
    ];
  });
}

/** Whether a provider's own keys are among what is emitted of a job. */
const hasOwnKeys = (job: Job | undefined): boolean =>
  job?.kind === "native" ||
  job?.native !== undefined ||
  (job?.kind === "script" && job.steps.some(({ run }) => run.kind === "native"));

/** Keys of a provider below which names are the author's: a variable called `run` is no script. */
const NAMES: ReadonlySet<string> = new Set([
  "env",
  "outputs",
  "matrix",
  "services",
  "variables",
  "secrets",
  "id_tokens",
]);

function scriptsIn(content: Yaml | undefined, keys: readonly string[], within = false): readonly string[] {
  if (typeof content === "string") return within ? [content] : [];
  if (typeof content !== "object" || content === null) return [];
  if (Array.isArray(content)) return content.flatMap((one: Yaml) => scriptsIn(one, keys, within));
  return Object.entries(content).flatMap(([key, inner]) =>
    NAMES.has(key) ? [] : scriptsIn(inner as Yaml | undefined, keys, within || keys.includes(key)),
  );
}
