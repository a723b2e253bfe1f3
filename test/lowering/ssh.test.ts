import { expect, it } from "vitest";
import { type BuildOptions, buildImage, secret } from "../../compiler/authoring/index.ts";
import { buildScript } from "../../compiler/targets/shell/build.ts";
import { graphOf, lowerJobs, told } from "./declare.ts";

const image = (options: Partial<BuildOptions>) =>
  buildImage("app", { repository: "registry.example.com/shop", ...options });

it("gives a build an agent with the key that is named, which is no part of the script", () => {
  const [job] = graphOf([image({ ssh: secret("DEPLOY_KEY") })]).jobs;
  expect(job).toMatchObject({ ssh: { kind: "secret", name: "DEPLOY_KEY" } });
  if (job?.kind !== "build") throw new Error("it is no build");
  const script = buildScript(job);
  expect(script).toContain("--ssh default");
  expect(script).toContain(
    `trap 'ssh-agent -k > /dev/null' EXIT\nprintf '%s\\n' "$BUILD_SSH_KEY" | tr -d '\\r' | ssh-add -q -`,
  );
  const login = { username: "ci", password: secret("PASSWORD") };
  const [second] = graphOf([image({ ssh: secret("DEPLOY_KEY"), login })]).jobs;
  if (second?.kind !== "build") throw new Error("it is no build");
  expect(buildScript(second)).toContain(`trap 'docker logout "$REGISTRY"; ssh-agent -k > /dev/null' EXIT`);
  const { ssh: _, ...without } = job;
  expect(buildScript(without)).not.toContain("ssh");
});

it("takes a secret and nothing else for the key", () => {
  const { diagnostics } = lowerJobs([image({ ssh: "-----BEGIN OPENSSH PRIVATE KEY-----" as never })]);
  expect(told(diagnostics)).toEqual(["WB2004 ssh must be a secret that holds a private key, but it is a text"]);
});
