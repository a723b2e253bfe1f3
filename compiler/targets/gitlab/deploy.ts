import type { DeployJob, StageGraph } from "../../graph/model/index.ts";
import { deployLock, deployParameters, deployScript, usesLogin } from "../shell/deploy.ts";
import { shellWord } from "../shell/quote.ts";
import { tools } from "../tools.ts";
import type { YamlMap } from "../yaml.ts";
import { exported } from "./build.ts";
import { loginWords } from "./login.ts";
import { eventLines } from "./script.ts";
import { assignments, imageReference } from "./values.ts";

/** A deploy job: one at a time for what it touches, never interrupted, without the source. */
export function deployKeys(job: DeployJob, graph: StageGraph): YamlMap {
  const words = [
    `IMAGE="${imageReference(job.image, graph)}"`,
    ...Object.entries(deployParameters(job.to)).map(([name, value]) => `${name}=${shellWord(value)}`),
    ...((usesLogin(job) && loginWords(job.image, graph)) || []),
    ...assignments(job.env, graph),
  ];
  const kubernetes = job.to.kind === "kubernetesRollout";
  return {
    image: { name: kubernetes ? tools.kubectl : tools.docker, entrypoint: [""] },
    variables: { GIT_STRATEGY: "none" },
    environment: job.environment && { name: job.environment.name, url: job.environment.url },
    resource_group: deployLock(job.to),
    script: [
      ...eventLines(job),
      ...(job.to.kind === "containerRestart" ? ["apk add --no-cache --quiet curl jq"] : []),
      exported(words),
      deployScript(job),
    ],
  };
}
