import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
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
  const known = new Map(graph.jobs.map((job) => [job.id, job]));
  return Object.entries(jobs).flatMap(([job, content]) => {
    const { kind, native } = known.get(job) ?? {};
    const isWrong = (text: string) =>
      kind === "native" || native ? scripts.outsider.test(text) : text.includes(marker);
    return [...new Set(scriptsIn(content, scripts.keys).filter(isWrong))].map((text) => {
      const line = text.split("\n").find(isWrong) ?? "";
      const values = { job, part: marker, provider: title, line: line.trim() };
      return diagnostic("WB3024", values, { at: known.get(job)?.location ?? graph.location });
    });
  });
}

function scriptsIn(content: Yaml | undefined, keys: readonly string[], within = false): readonly string[] {
  if (typeof content === "string") return within ? [content] : [];
  if (typeof content !== "object" || content === null) return [];
  if (Array.isArray(content)) return content.flatMap((one: Yaml) => scriptsIn(one, keys, within));
  return Object.entries(content).flatMap(([key, inner]) =>
    scriptsIn(inner as Yaml | undefined, keys, within || keys.includes(key)),
  );
}
