import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { delivery } from "../../../runtime/delivery/index.ts";
import { dockerExecutor } from "../../../runtime/executors/docker/index.ts";
import { run } from "../../../runtime/index.ts";
import { describeDocker, docker, expectNothingLeft } from "../../engine/index.ts";
import { facts, graphOf, need, scriptJob, step } from "../../runtime/graphs.ts";
import { buildJob, folderOf } from "../request.ts";

describeDocker("the context of a build", ({ socketPath, images, registry }) => {
  it("has the artifacts that it includes, and neither ignored files nor what the ignore file of the Dockerfile names", async () => {
    const root = await folderOf({
      "app.Dockerfile": `FROM ${images.busybox}\nCOPY . /app\n`,
      "app.Dockerfile.dockerignore": "dist/hidden\n*.dockerignore\n",
      ".dockerignore": "dist\n",
      ".gitignore": "dist\n.env\n",
      ".env": "a secret\n",
      "index.js": "1\n",
    });
    await execa("git", ["init", "--quiet"], { cwd: root });
    const image = { kind: "registry", reference: images.busybox } as const;
    const kept = { paths: ["dist"], exclude: [], on: "success", retentionDays: 1, junit: [] } as const;
    const bundle = scriptJob("bundle", {
      ...{ image, artifacts: kept },
      steps: [step("mkdir dist && echo built > dist/app && echo built > dist/hidden && ln -s app dist/link")],
    });
    const app = buildJob({ dockerfile: "app.Dockerfile", needs: [need("bundle", { artifacts: true })] });
    const plain = buildJob({ ...app, id: "plain", repository: `${app.repository}-plain`, needs: [need("bundle")] });
    const list = (id: string) =>
      scriptJob(`list-${id}`, {
        image: { kind: "build", job: id },
        needs: [need(id, { gate: true })],
        steps: [step("cd /app && find . ! -type d | sort")],
      });
    const lines: Record<string, string[]> = {};
    const outcome = await run(graphOf(bundle, app, plain, list("app"), list("plain")), {
      ...{ root, facts, secrets: () => registry.password, changes: [], delivery: delivery(docker(), { pauses: [] }) },
      executor: dockerExecutor({ address: `unix://${socketPath}` }),
      reporter(event) {
        if (event.type === "log" && event.job.startsWith("list-"))
          lines[event.job] = [...(lines[event.job] ?? []), event.line];
        // What is edited meanwhile is in no image.
        if (event.type === "run-started") void writeFile(join(root, "late.js"), "2\n");
      },
    });
    expect(outcome.diagnostics).toEqual([]);
    expect(lines).toEqual({
      "list-app": ["./.gitignore", "./app.Dockerfile", "./dist/app", "./dist/link", "./index.js"],
      "list-plain": ["./.gitignore", "./app.Dockerfile", "./index.js"],
    });
    await expectNothingLeft(outcome.run);
  }, 120_000);
});
