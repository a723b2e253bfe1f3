import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { compile } from "../../../compiler/compile.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { type Workspace, workspace } from "../../e2e/workspace.ts";

const DOCKERFILE = `FROM BASE
RUN echo executed && date +%s%N > /made-once
RUN --mount=type=secret,id=token echo executed && sha256sum < /run/secrets/token | cut -c1-64 > /proof
COPY answer /answer
CMD ["sleep", "1000000"]
STOPSIGNAL SIGKILL
`;

const PIPELINE = `import { buildImage, containerRestart, deploy, job, pipeline, push, secret, sh, swarmService } from "waybill";
const app = buildImage("app", {
  repository: "REPOSITORY",
  context: ".",
  layerCache: "registry",
  tags: ["latest"],
  secrets: { token: secret("TOKEN") },
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
});
const smoke = job("smoke", { image: app, steps: [sh\`cat /answer; grep -qx 42 /answer\`] });
const one = deploy("one", { image: app.testedBy(smoke), to: containerRestart("NAME", { deadline: "1 minute" }) });
const many = deploy("many", { image: app.testedBy(smoke), to: swarmService("NAME", { deadline: "2 minutes" }) });
export default pipeline("shop", { on: [push()], jobs: [app, smoke, one, many] });
`;

export interface Project extends Workspace {
  /** The workflow that its pipeline becomes. */
  workflow(): Promise<string>;
}

/**
 * A repository with an image to build, to test, and to ship to a container and a Swarm service of one name. It goes when the
 * test ends.
 */
export async function project(repository: string, name: string): Promise<Project> {
  const made = await workspace("hello");
  const file = (path: string, text: string) => writeFile(join(made.folder, path), text);
  await file("pipeline.ts", PIPELINE.replaceAll("REPOSITORY", repository).replaceAll("NAME", name));
  await file("Dockerfile", DOCKERFILE.replace("BASE", `${repository}:base`));
  await file("answer", "42\n");
  await made.commit("Build");
  return {
    ...made,
    async workflow() {
      const { graph, diagnostics } = await compile(join(made.folder, "pipeline.ts"), { root: made.folder });
      expect(diagnostics).toEqual([]);
      return targets.github.emit(graph!).files[0]?.text ?? "";
    },
  };
}
