import type { BuildJob, StageGraph } from "../../graph/model/index.ts";
import { buildScript, runValues, secretVariable } from "../shell/build.ts";
import { githubShell } from "../shell/step.ts";
import { valuesOf } from "../../graph/walk.ts";
import type { YamlMap } from "../yaml.ts";
import { downloads } from "./artifacts.ts";
import { loginEnvironment } from "./login.ts";
import { checkout } from "./steps.ts";
import { withTokens } from "./tokens.ts";
import { environment, expression, HEAD, literal, valueText } from "./values.ts";

export function buildKeys(): YamlMap {
  return { defaults: { run: { shell: githubShell.bash } } };
}

/** Builds on the machine's engine; the digest is the job's output. */
export function buildSteps(job: BuildJob, graph: StageGraph): readonly YamlMap[] {
  const secrets = Object.entries(job.secrets).map(([id, value]) => [secretVariable(id), valueText(value, graph)]);
  const values = Object.entries(runValues(job)).map(([name, parts]) => {
    return [name, parts.map((part) => valueText(part, graph)).join("")];
  });
  const isPushed = job.push !== false;
  const step = {
    name: isPushed ? "Build and push" : "Build",
    id: "build",
    env: {
      REPOSITORY: literal(job.repository),
      COMMIT: expression(HEAD),
      ...(job.tagFrom && {
        GIT_BRANCH: valueText({ kind: "run", name: "branch" }, graph),
        GIT_TAG: valueText({ kind: "run", name: "tag" }, graph),
      }),
      SOURCE: `${expression("github.server_url")}/${expression("github.repository")}`,
      ...loginEnvironment(job.id, graph),
      ...environment(job.env, graph),
      ...(job.ssh && { BUILD_SSH_KEY: valueText(job.ssh, graph) }),
      ...Object.fromEntries(values),
      ...Object.fromEntries(secrets),
    },
    run: isPushed ? `${buildScript(job)}echo "digest=$digest" >> "$GITHUB_OUTPUT"\n` : buildScript(job),
  };
  return [checkout(), ...downloads(job, graph), ...withTokens(valuesOf(job), step, 1)];
}
