import { secretName } from "../../graph/confidential.ts";
import { factsOf } from "../../graph/destination-facts.ts";
import type { DeployJob, StageGraph } from "../../graph/model/index.ts";
import { kubeconfigOf } from "../../graph/walk.ts";
import { deployScript, usesLogin } from "../shell/deploy.ts";
import { shellWord } from "../shell/quote.ts";
import { tools } from "../tool-images.ts";
import { exported } from "./build.ts";
import type { JobKeys } from "./job.ts";
import { loginWords } from "./login.ts";
import { eventLines } from "./script.ts";
import { assignments, imageReference, valueWord } from "./values.ts";

/** A deploy job: without the source. */
export function deployKeys(job: DeployJob, graph: StageGraph): JobKeys {
  const to = factsOf(job.to);
  const words = [
    `IMAGE="${imageReference(job.image, graph)}"`,
    ...Object.entries(to.parameters()).map(([name, value]) => `${name}=${shellWord(value)}`),
    ...((usesLogin(job) && loginWords(job.image, graph)) || []),
    ...assignments(job.env, graph),
    ...kubeconfigWords(job, graph),
  ];
  return {
    image: { name: tools[to.client], entrypoint: [""] },
    variables: { GIT_STRATEGY: "none" },
    script: [
      ...eventLines(job),
      ...(to.programs.length > 0 ? [`apk add --no-cache --quiet ${to.programs.join(" ")}`] : []),
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
