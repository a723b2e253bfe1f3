import { factsOf } from "../../graph/destination-facts.ts";
import type { DeployJob, StageGraph } from "../../graph/model/index.ts";
import { kubeconfigOf } from "../../graph/walk.ts";
import { deployScript, usesLogin } from "../shell/deploy.ts";
import { githubShell } from "../shell/step.ts";
import { valuesOf } from "../../graph/walk.ts";
import type { YamlMap } from "../yaml.ts";
import { loginEnvironment } from "./login.ts";
import { withTokens } from "./tokens.ts";
import { environment, imageReference, literal } from "./values.ts";

export function deployKeys(): YamlMap {
  return { defaults: { run: { shell: githubShell.bash } } };
}

export function deploySteps(job: DeployJob, graph: StageGraph): readonly YamlMap[] {
  const parameters = Object.entries(factsOf(job.to).parameters()).map(([name, value]) => [name, literal(value)]);
  const step = {
    name: "Deploy",
    env: {
      IMAGE: imageReference(job.image, graph),
      ...Object.fromEntries(parameters),
      ...(usesLogin(job) ? loginEnvironment(job.image, graph) : undefined),
      ...environment({ ...job.env, ...kubeconfigOf(job) }, graph),
    },
    run: deployScript(job),
  };
  return withTokens(valuesOf(job), step, 1);
}
