import { expect, it } from "vitest";
import { versionWarning } from "../../../../runtime/executors/host/image-version.ts";

const [major, minor] = process.versions.node.split(".");

it("says which version this machine has in place of the image's", async () => {
  const warning = await versionWarning("docker.io/library/node:5.1-alpine");
  expect(warning).toBe(
    `Warning: the job asks for the image docker.io/library/node:5.1-alpine, but runs as processes of this machine, which has \`node\` ${process.versions.node}.`,
  );
});

it.each([`node:${major}`, `node:${major}.${minor}-slim`, "node:lts", "busybox:1.36", "node", "my-node:5"])(
  "says nothing of %s",
  async (image) => {
    expect(await versionWarning(image)).toBeUndefined();
  },
);
