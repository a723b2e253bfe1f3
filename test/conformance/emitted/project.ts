import { mkdir, writeFile } from "node:fs/promises";
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

/** Nothing but one static program: no shell, no folder, and no user by a name. */
const BARE = `FROM BASE AS maker
FROM scratch
COPY --from=maker /bin/busybox /busybox
USER 1000
WORKDIR /elsewhere
ENTRYPOINT ["/busybox", "false"]
`;

const PIPELINE = `import { buildImage, containerRestart, deploy, exec, job, pipeline, push, secret, sh, step, swarmService } from "waybill";
const app = buildImage("app", {
  repository: "REPOSITORY",
  context: ".",
  layerCache: "registry",
  tags: ["latest"],
  secrets: { token: secret("TOKEN") },
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
});
const smoke = job("smoke", { image: app, steps: [sh\`cat /answer; grep -qx 42 /answer\`] });
const bare = buildImage("bare", {
  repository: "REPOSITORY-bare",
  dockerfile: "Dockerfile.bare",
  login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
});
const inside = job("inside", {
  image: bare,
  env: { WORD: "told" },
  outputs: ["version"],
  steps: [
    exec(["/busybox", "awk", 'BEGIN { print "version=" ENVIRON["WORD"] >> ENVIRON["WAYBILL_OUTPUT"] }']),
    exec(["/busybox", "cp", "answer", "report.txt"]),
    step("look", exec(["/busybox", "find", "../report.txt", "-user", "1000"]), { workingDirectory: "folder" }),
  ],
  artifacts: { paths: ["report.txt"] },
});
const one = deploy("one", { image: app.testedBy(smoke), to: containerRestart("NAME", { deadline: "1 minute" }) });
const many = deploy("many", { image: app.testedBy(smoke), to: swarmService("NAME", { deadline: "2 minutes" }) });
export default pipeline("shop", { on: [push()], jobs: [app, smoke, bare, inside, one, many] });
`;

export interface Project extends Workspace {
  /** The file that its pipeline becomes. */
  emitted(target: "github" | "gitlab"): Promise<string>;
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
  await file("Dockerfile.bare", BARE.replace("BASE", `${repository}:base`));
  await file("answer", "42\n");
  await mkdir(join(made.folder, "folder"));
  await file("folder/kept", "");
  await made.commit("Build");
  return {
    ...made,
    async emitted(target) {
      const { graph, diagnostics } = await compile(join(made.folder, "pipeline.ts"), { root: made.folder });
      expect(diagnostics).toEqual([]);
      return targets[target]!.emit(graph!).files[0]?.text ?? "";
    },
  };
}
