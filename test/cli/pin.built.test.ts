import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { COMMIT, DIGEST, registry, serve } from "../lock/server.ts";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

it("pins, compiles with what was pinned, and refuses a lock that is none", async () => {
  const github = await serve((request, response) => {
    response.end(String(request.url).includes("/commits/") ? COMMIT : "[]");
  });
  const images = await serve(registry);
  const folder = await folderWith(HELLO.replace("busybox:1.36", `${images.host}/tools/node:20`));
  const auths = { [images.host]: { auth: Buffer.from("ci:s3cret").toString("base64") } };
  await writeFile(join(folder, "config.json"), JSON.stringify({ auths }));
  const env = { GITHUB_API_URL: `http://${github.host}`, DOCKER_CONFIG: folder };
  const compile = () => waybill(["compile", "pipeline.ts", "--target", "github", "--out", "-"], { cwd: folder });

  const unreachable = { ...env, GITHUB_API_URL: "http://127.0.0.1:1", DOCKER_CONFIG: join(folder, "none") };
  expect((await waybill(["pin", "pipeline.ts"], { cwd: folder, env: unreachable })).stderr).not.toContain("wrote");
  const pinned = await waybill(["pin", "pipeline.ts"], { cwd: folder, env });
  expect(pinned).toMatchObject({ exitCode: 0, stderr: "wrote waybill.lock.json" });
  expect(pinned.stdout).toContain(`${images.host}/tools/node:20 is ${DIGEST}`);
  const compiled = await compile();
  expect(compiled.stdout).toContain(`image: ${images.host}/tools/node:20@${DIGEST}`);
  expect(compiled.stdout).toMatch(new RegExp(`actions/checkout@${COMMIT} # v\\d`));
  expect((await waybill(["pin", "pipeline.ts"], { cwd: folder, env })).stdout).toBe("");

  const before = await readFile(join(folder, "waybill.lock.json"), "utf8");
  const away = { ...env, GITHUB_API_URL: "http://127.0.0.1:1" };
  const failed = await waybill(["pin", "pipeline.ts"], { cwd: folder, env: away });
  expect(failed.exitCode).toBe(3);
  expect(failed.stderr).toMatch(/error WB3062: cannot look up the action `actions\/checkout@v\d+`: 127\.0\.0\.1:1/);
  expect(await readFile(join(folder, "waybill.lock.json"), "utf8")).toBe(before);

  await writeFile(join(folder, "waybill.lock.json"), before.slice(0, -5));
  const refused = await compile();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("error WB3060: `waybill.lock.json` is not in the format of waybill pin");
});
