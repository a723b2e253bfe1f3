import type { DeployJob, StageGraph } from "../../graph/model/index.ts";
import { deployLock, deployParameters, deployScript, usesLogin } from "../shell/deploy.ts";
import { githubShell } from "../shell/step.ts";
import type { YamlMap } from "../yaml.ts";
import { loginEnvironment } from "./login.ts";
import { environment, imageReference, literal } from "./values.ts";

/** One deploy at a time for what it touches. Those that wait are kept, and none is cancelled. */
export function deployKeys(job: DeployJob): YamlMap {
  return {
    concurrency: { group: deployLock(job.to), "cancel-in-progress": false, queue: "max" },
    defaults: { run: { shell: githubShell.bash } },
  };
}

export function deploySteps(job: DeployJob, graph: StageGraph): readonly YamlMap[] {
  const parameters = Object.entries(deployParameters(job.to)).map(([name, value]) => [name, literal(value)]);
  return [
    {
      name: "Deploy",
      env: {
        IMAGE: imageReference(job.image, graph),
        ...Object.fromEntries(parameters),
        ...(usesLogin(job) ? loginEnvironment(job.image, graph) : undefined),
        ...environment(job.env, graph),
      },
      run: deployScript(job),
    },
  ];
}
