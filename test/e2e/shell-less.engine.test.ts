import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { waybill } from "../cli/waybill.ts";
import { describeDocker, runningEngine, uniqueName } from "../engine/index.ts";
import { workspace } from "./workspace.ts";

describeDocker("an image with nothing but one program in it", ({ images, registry }) => {
  const DOCKERFILE = `FROM ${images.busybox} AS maker
FROM scratch
COPY --from=maker /bin/busybox /busybox
USER 1000
WORKDIR /elsewhere
ENTRYPOINT ["/busybox", "false"]
`;

  async function shop(steps: string) {
    const repository = `${registry.host}/${uniqueName("bare")}`;
    const made = await workspace("hello");
    const file = (path: string, text: string) => writeFile(join(made.folder, path), text);
    await file(
      "pipeline.ts",
      `import { buildImage, exec, job, pipeline, push, secret, secretFile, sh, step } from "waybill";
const app = buildImage("app", { repository: "${repository}", login: { username: "ci", password: secret("REGISTRY_PASSWORD") } });
const inside = job("inside", {
  image: app,
  outputs: ["version"],
  env: { WORD: "told" },
  steps: [${steps}],
  artifacts: { paths: ["*.txt", "*.xml"], junit: "junit.xml", coverage: { cobertura: "coverage.xml" } },
});
const after = job("after", {
  image: "${images.busybox}",
  downloads: [inside.artifacts],
  env: { VERSION: inside.outputs.version },
  steps: [sh\`echo "version $VERSION"; for file in *.xml *.txt; do echo "$file $(cat $file)"; done\`],
});
export default pipeline("bare", { on: [push()], jobs: [app, inside, after] });
`,
    );
    await file("Dockerfile", DOCKERFILE);
    await file("answer", "42\n");
    await mkdir(join(made.folder, "folder"));
    await file("folder/kept", "");
    await made.commit("Build");
    const env = {
      DOCKER_HOST: `unix://${runningEngine().socketPath}`,
      REGISTRY_PASSWORD: registry.password,
      KEY: "an opened key",
      XDG_STATE_HOME: join(made.folder, ".git", "state"),
    };
    return waybill(["run", "pipeline.ts"], { cwd: made.folder, env });
  }

  it("is tested by programs in it, as its own user, and reports come out", async () => {
    const { stdout, exitCode } = await shop(`
      exec(["/busybox", "awk", 'BEGIN { print "version=" ENVIRON["WORD"] >> ENVIRON["WAYBILL_OUTPUT"] }']),
      exec(["/busybox", "cp", "answer", "junit.xml"]),
      exec(["/busybox", "cp", "answer", "coverage.xml"]),
      step("look", exec(["/busybox", "find", "../junit.xml", "-user", "1000"]), { workingDirectory: "folder" }),
      exec(["/busybox", "cp", "answer", "own.txt"]),`);
    expect(exitCode, stdout).toBe(0);
    for (const line of ["../junit.xml", "version told", "own.txt 42"]) expect(stdout).toContain(`| ${line}\n`);
  }, 120_000);

  it("is given no file of a secret, which nobody in it could write", async () => {
    const { stdout, exitCode } = await shop(
      `step("look", exec(["/busybox", "true"]), { env: { KEY: secretFile("KEY") } })`,
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain("error WB3140: `inside` uses the file of the secret `KEY` only in exec steps");
  }, 120_000);

  it("takes no script, and says what to write instead", async () => {
    const { stdout, exitCode } = await shop("sh`cat answer`");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /error WB4005: the image \S+@sha256:\w+ of `inside` has no shell to run its steps\n +at pipeline.ts:3:16/,
    );
    expect(stdout).toContain(
      "remedy: choose an image with /bin/sh, or write each step as a list of arguments, which needs no shell",
    );
  }, 120_000);
});
