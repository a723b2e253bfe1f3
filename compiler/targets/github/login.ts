import type { StageGraph } from "../../graph/model/index.ts";
import { registryOf } from "../shell/login.ts";
import type { YamlMap } from "../yaml.ts";
import { buildOf, valueText } from "./values.ts";

/** What the login script reads; undefined when the image's registry takes no login. */
export function loginEnvironment(build: string, graph: StageGraph): YamlMap | undefined {
  const job = buildOf(build, graph);
  if (!job?.login) return undefined;
  return {
    REGISTRY: registryOf(job.repository),
    REGISTRY_USERNAME: valueText(job.login.username, graph),
    REGISTRY_PASSWORD: valueText(job.login.password, graph),
  };
}
