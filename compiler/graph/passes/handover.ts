import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { globPattern } from "../../expr/index.ts";
import type { Job, ScriptJob, StageGraph } from "../model/index.ts";

/** The folder of the checkout in which jobs hand over digests, outputs and what they tested. */
const FOLDER = ".waybill";

/** Artifacts and caches that could replace what jobs hand over: a digest, an output, or what a test states. */
export function checkHandover(graph: StageGraph): readonly Diagnostic[] {
  const files = graph.jobs.flatMap(handedBy);
  return graph.jobs.flatMap((job) =>
    job.kind !== "script"
      ? []
      : pathsOf(job)
          .filter(({ path }) => reaches(path, files))
          .map(({ what, path }) =>
            diagnostic("WB2036", { job: job.id, what, path: JSON.stringify(path) }, { at: job.location }),
          ),
  );
}

/** What of a job could lie in the folder, on any provider. */
function handedBy(job: Job): readonly string[] {
  if (job.kind === "build") return [`${FOLDER}/${job.id}/digest`];
  if (job.kind !== "script") return [];
  return ["tested", "steps", ...job.outputs].map((name) => `${FOLDER}/${job.id}/${name}`);
}

function pathsOf({ artifacts, caches }: ScriptJob) {
  const named = (what: string, paths: readonly string[] = []) => paths.map((path) => ({ what, path }));
  return [
    ...named("the artifacts", artifacts?.paths),
    ...named("the reports", artifacts?.junit),
    ...named("the reports", artifacts?.coverage && [artifacts.coverage.path]),
    ...caches.flatMap(({ prefix, paths }) => named(`the cache ${prefix}`, paths)),
  ];
}

/** Whether a glob could match one of these files, or a folder that holds one. A folder means all that is in it. */
function reaches(path: string, files: readonly string[]): boolean {
  if (path.startsWith("!")) return false;
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  const inside = resolved(segments);
  if (inside.length === 0) return files.length > 0;
  if (inside[0]?.toLowerCase() === FOLDER) return true;
  const pattern = new RegExp(globPattern(inside.join("/")), "i");
  return files.some((file) => ancestorsOf(file).some((one) => pattern.test(one)));
}

/** Without the segments that `..` takes back. */
function resolved(segments: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  return kept;
}

function ancestorsOf(file: string): readonly string[] {
  const parts = file.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
