import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { commandsOf } from "../graph/commands.ts";
import { jsonPlace } from "../graph/json-place.ts";
import type { DeployJob, ImageReference, Job, ScriptJob, Service, StageGraph } from "../graph/model/index.ts";
import type { Rule } from "./scope.ts";
import { imageReference, imageTag, platform, repository } from "./rules/images.ts";
import { cachePrefix, composeProject, engineName, hostName, kubernetesName, userName } from "./rules/names.ts";
import { glob, path } from "./rules/paths.ts";
import { requestPath } from "./rules/readiness.ts";

/** A text of the graph, where it stands, and the rule it has to keep. */
type Judged = readonly [path: readonly (string | number)[], value: string | undefined, rule: Rule];

/**
 * Holds a graph that comes from a file to the rules by which lowering makes one: what it names stays inside the repository,
 * and is a name to the engine, never a path or an option.
 */
export function checkSavedGraph(graph: StageGraph, text: string, file: string): readonly Diagnostic[] {
  return graph.jobs.flatMap((job, index) =>
    judgedIn(job).flatMap(([place, value, rule]) => {
      const problem = value === undefined ? undefined : rule(value);
      if (value === undefined || !problem) return [];
      const steps = ["jobs", index, ...place].map(String);
      const values = {
        path: `jobs[${index}].${place.join(".")}`,
        ...{ value: JSON.stringify(value), problem: problem.problem, wanted: problem.expected },
      };
      return [diagnostic("WB4042", values, { at: jsonPlace(text, file, steps) })];
    }),
  );
}

function judgedIn(job: Job): readonly Judged[] {
  switch (job.kind) {
    case "script":
      return scriptParts(job);
    case "build":
      return [
        [["context"], job.context, path],
        [["dockerfile"], job.dockerfile, path],
        [["repository"], job.repository, repository],
        ...each(["tags"], job.tags, imageTag),
        ...each(["platforms"], job.platforms, platform),
      ];
    case "deploy":
      return deployParts(job);
  }
}

function scriptParts(job: ScriptJob): readonly Judged[] {
  const { artifacts, caches, services, steps } = job;
  return [
    [["image", "reference"], named(job.image), imageReference],
    [["user"], job.user, userName],
    [["workingDirectory"], job.workingDirectory, path],
    ...steps.map((step, index): Judged => [["steps", index, "workingDirectory"], step.workingDirectory, path]),
    ...services.flatMap((service, index): readonly Judged[] => [
      [["services", index, "name"], service.name, hostName],
      [["services", index, "image", "reference"], named(service.image), imageReference],
      [["services", index, "ready", "path"], requested(service), requestPath],
    ]),
    ...each(["artifacts", "paths"], artifacts?.paths, glob),
    ...each(["artifacts", "exclude"], artifacts?.exclude, glob),
    ...each(["artifacts", "junit"], artifacts?.junit, glob),
    [["artifacts", "coverage", "path"], artifacts?.coverage?.path, path],
    ...caches.flatMap((cache, index): readonly Judged[] => [
      [["caches", index, "prefix"], cache.prefix, cachePrefix],
      ...each(["caches", index, "keyFiles"], cache.keyFiles, path),
      ...each(["caches", index, "paths"], cache.paths, path),
    ]),
  ];
}

function deployParts({ to }: DeployJob): readonly Judged[] {
  const part = (field: string, value: string | undefined, rule: Rule): Judged => [["to", field], value, rule];
  switch (to.kind) {
    case "containerRestart":
      return [part("container", to.container, engineName)];
    case "swarmService":
      return [part("service", to.service, engineName)];
    case "composeService":
      return [part("service", to.service, engineName), part("project", to.project, composeProject)];
    case "command":
      return [
        part("name", to.name, engineName),
        [["to", "image", "reference"], to.image.reference, imageReference],
        ...commandsOf(to).map(
          ({ role, command }): Judged => [["to", role, "workingDirectory"], command.workingDirectory, path],
        ),
      ];
    case "kubernetesRollout":
      return [
        part("name", to.name, kubernetesName),
        part("namespace", to.namespace, kubernetesName),
        part("container", to.container, kubernetesName),
      ];
  }
}

const requested = ({ ready }: Service) => (ready?.kind === "http" ? ready.path : undefined);
const named = (image: ImageReference) => (image.kind === "registry" ? image.reference : undefined);

function each(place: readonly (string | number)[], values: readonly string[] = [], rule: Rule): readonly Judged[] {
  return values.map((value, index) => [[...place, index], value, rule]);
}
