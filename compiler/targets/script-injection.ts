import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import type { StageGraph } from "../graph/model/index.ts";
import type { Yaml, YamlMap } from "./yaml.ts";

/** What of a provider's file a shell or another interpreter reads, and what the provider replaces in it before. */
export interface Scripts {
  readonly provider: "GitLab" | "GitHub";
  /** Keys whose texts are scripts, at any depth of a job. */
  readonly keys: readonly string[];
  /** Begins what is replaced. */
  readonly part: string;
  /**
   * What is replaced by a text that someone outside the project may choose. In keys of the provider's own, which are written
   * for what it replaces, only this is refused.
   */
  readonly outsider: RegExp;
}

export const GITHUB_SCRIPTS: Scripts = {
  provider: "GitHub",
  keys: ["run", "shell", "script"],
  part: "${{",
  // docs: actions/reference/security, "untrusted input": contexts that end in such names hold what an outsider writes.
  outsider:
    /\$\{\{[^}]*\b(?:github\.(?:head_ref|ref_name|actor|triggering_actor|event\b(?!_name|\.(?:number|action|sender\.id)\b))|inputs\.|steps\.|needs\.)/,
};
export const GITLAB_SCRIPTS: Scripts = {
  provider: "GitLab",
  keys: ["script", "before_script", "after_script"],
  part: "$[[",
  outsider: /\$\[\[/,
};

/**
 * The last look at what is emitted: no script has anything in it that the provider would put something in place of. What the
 * graph's passes refuse, and the emitters keep apart, is asked once more of the file itself.
 *
 * @param jobs - The file's jobs, by their names there.
 */
export function injections(jobs: YamlMap, graph: StageGraph, scripts: Scripts): readonly Diagnostic[] {
  const known = new Map(graph.jobs.map((job) => [job.id, job]));
  return Object.entries(jobs).flatMap(([job, content]) => {
    const { kind, native } = known.get(job) ?? {};
    const isWrong = (text: string) =>
      kind === "native" || native ? scripts.outsider.test(text) : text.includes(scripts.part);
    return [...new Set(scriptsIn(content, scripts.keys).filter(isWrong))].map((text) => {
      const line = text.split("\n").find(isWrong) ?? "";
      const values = { job, part: scripts.part, provider: scripts.provider, line: line.trim() };
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
