import { secretName } from "../../graph/confidential.ts";
import type { DeployJob, StageGraph } from "../../graph/model/index.ts";
import { kubeconfigOf } from "../../graph/walk.ts";
import { deployParameters, deployScript, usesLogin } from "../shell/deploy.ts";
import { shellWord } from "../shell/quote.ts";
import { tools } from "../tool-images.ts";
import { exported } from "./build.ts";
import type { JobKeys } from "./job.ts";
import { loginWords } from "./login.ts";
import { eventLines } from "./script.ts";
import { assignments, imageReference, valueWord } from "./values.ts";

/** A deploy job: without the source. */
export function deployKeys(job: DeployJob, graph: StageGraph): JobKeys {
  const words = [
    `IMAGE="${imageReference(job.image, graph)}"`,
    ...Object.entries(deployParameters(job.to)).map(([name, value]) => `${name}=${shellWord(value)}`),
    ...((usesLogin(job) && loginWords(job.image, graph)) || []),
    ...assignments(job.env, graph),
    ...kubeconfigWords(job, graph),
  ];
  const kubernetes = job.to.kind === "kubernetesRollout";
  return {
    image: { name: kubernetes ? tools.kubectl : tools.docker, entrypoint: [""] },
    variables: { GIT_STRATEGY: "none" },
    script: [
      ...eventLines(job),
      ...(job.to.kind === "containerRestart" || job.to.kind === "composeService"
        ? ["apk add --no-cache --quiet curl jq"]
        : []),
      exported(words),
      deployScript(job),
    ],
  };
}

/** The script takes it as a path or as the configuration itself, so as GitLab has it. */
function kubeconfigWords(job: DeployJob, graph: StageGraph): readonly string[] {
  return Object.entries(kubeconfigOf(job))
    .filter(([name, value]) => secretName(value) !== name)
    .map(([name, value]) => `${name}=${valueWord(value, graph)}`);
}
