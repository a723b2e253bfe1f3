import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildScript } from "../../../compiler/targets/shell/build.ts";
import { describeDocker, uniqueName } from "../../engine/index.ts";
import { build } from "../../targets/graphs.ts";
import { provide } from "../judges/tool.ts";
import { type Machine, machine } from "./machine.ts";
import { execute as executePipeline } from "./pipeline.ts";
import { BUILDKIT, BUILDX } from "./programs.ts";
import { type Project, project } from "./project.ts";
import { contentOf } from "./registry.ts";
import { execute, type WorkflowEnd } from "./workflow.ts";

const TOKEN = `hush-${Math.random()}`;
const PROOF = createHash("sha256").update(TOKEN).digest("hex");

/**
 * How many of the two `RUN` steps were executed, by what they print. The builder's own `CACHED` does not tell: of a step whose
 * layer it fetches it says how the fetching went.
 */
function executed(log = ""): number {
  return log.match(/^#\d+ \d+\.\d+ executed$/gm)?.length ?? 0;
}

/** What is missing is said loudly, and is a failure in CI. */
const programs = [BUILDX, BUILDKIT].map(provide);
const missing = programs.flatMap((one) => ("missing" in one ? [one.missing] : [])).join("; ");
if (missing && !process.env.CI) console.error(`THE RUN OF EMITTED WORKFLOWS IS SKIPPED: ${missing}`);
const [buildx = "", buildkitd = ""] = programs.map((one) => ("path" in one ? one.path : ""));

describe.skipIf(missing && !process.env.CI)("an emitted workflow, really run", () => {
  describeDocker("on an engine, with a registry that wants a password, and Swarm", (engine) => {
    const { registry, images, socketPath } = engine;
    const name = uniqueName("emitted");
    const repository = `${registry.host}/${name}`;
    let host: Machine;

    async function run(shop: Project, on: Machine, after: (job: string) => void = () => {}): Promise<WorkflowEnd> {
      const secrets = { REGISTRY_PASSWORD: registry.password, TOKEN };
      return execute({ folder: shop.folder, file: await shop.emitted("github"), secrets, env: on.env, after });
    }
    const results = ({ jobs }: WorkflowEnd) => Object.fromEntries([...jobs].map(([id, { result }]) => [id, result]));
    const all = (end: WorkflowEnd) => Object.values(end.logs).join("\n");
    const running = () => ({
      one: host.docker("inspect", "--format", "{{.Config.Image}} {{.State.Running}}", name),
      many: host.docker("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", name),
    });
    const push = (image: string, tag: string) => {
      const auth = ["--username", registry.username, "--password-stdin", registry.host];
      execFileSync("docker", ["login", ...auth], { env: host.env, input: registry.password, stdio: "pipe" });
      host.docker("tag", image, `${repository}:${tag}`);
      host.docker("push", "--quiet", `${repository}:${tag}`);
    };

    const bare = { bare: "success", inside: "success" };

    beforeAll(async () => {
      expect(missing).toBe("");
      host = await machine(socketPath, { buildx, buildkitd });
      push(images.busybox, "base");
      // What runs is the image's own command, before and after.
      const maker = host.docker("create", images.busybox);
      host.docker("commit", "--change", 'CMD ["sleep", "1000000"]', maker, `${name}:first`);
      host.docker("rm", maker);
      const settings = ["--detach", "--stop-signal", "SIGKILL", "--name", name, `${name}:first`];
      host.docker("run", ...settings);
      host.docker("service", "create", "--quiet", ...settings);
    }, 300_000);

    afterAll(async () => {
      for (const args of [
        ["rm", "--force", name],
        ["service", "rm", name],
      ])
        host.docker(...args);
      await host.dispose();
    }, 60_000);

    it("makes its builder itself, where there is none", () => {
      const script = buildScript(build("app"));
      const prepare = script.slice(script.indexOf("# A builder"), script.indexOf("SOURCE_DATE_EPOCH="));
      const env = host.fresh();
      for (const _ of ["made", "found"]) {
        const { status, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", prepare], { env, encoding: "utf8" });
        expect(status, stderr).toBe(0);
      }
      const seen = execFileSync("docker", ["buildx", "inspect", "waybill-builder"], { env, encoding: "utf8" });
      expect(seen).toMatch(/^Driver: +docker-container$/m);
    });

    it("gives the same digest for a commit on two machines, and keeps layers inside the image where it is told to", async () => {
      const shop = await project(repository, name);
      await shop.edit("Dockerfile", "date +%s%N > /made-once", "mkdir /d && echo made > /d/made");
      await shop.edit(
        "Dockerfile",
        "--mount=type=secret,id=token echo executed && sha256sum",
        "echo executed && sha256sum /d/made #",
      );
      await shop.commit("Do the same each time");
      const built: { readonly digest: string | undefined; readonly executed: number }[] = [];
      for (const layerCache of ["local", "local", "inline", "inline"] as const) {
        const other = await machine(socketPath, { buildx, buildkitd });
        try {
          const script = buildScript(build("app", { repository, layerCache }));
          const env = {
            ...{ ...other.env, REPOSITORY: repository, COMMIT: "1".repeat(40), SOURCE: "https://example.com" },
            ...{ REGISTRY: registry.host, REGISTRY_USERNAME: registry.username, REGISTRY_PASSWORD: registry.password },
          };
          const ran = spawnSync("dash", ["-c", script], { cwd: shop.folder, env, encoding: "utf8" });
          expect(ran.status, ran.stderr).toBe(0);
          const digest = /@(sha256:[0-9a-f]{64})$/m.exec(ran.stdout)?.[1];
          built.push({ digest, executed: executed(ran.stderr) });
        } finally {
          await other.dispose();
        }
      }
      expect(built.map((one) => one.executed)).toEqual([2, 2, 2, 0]);
      const [first, again, inside, reused] = built.map(({ digest }) => digest);
      expect(first).toMatch(/^sha256:/);
      expect([again, reused]).toEqual([first, inside]);
    }, 300_000);

    it("ships by digest what was tested, stops at a failing test, and takes back what does not run", async () => {
      const shop = await project(repository, name);
      const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: shop.folder, encoding: "utf8" }).trim();
      const first = await run(shop, host, (job) => {
        // Somebody moves every tag of the image as soon as it is there.
        if (job === "app") for (const tag of [commit, "latest"]) push(images.node, tag);
      });
      const shipped = { ...bare, app: "success", smoke: "success", one: "success", many: "success" };
      expect(results(first), all(first)).toEqual(shipped);
      // The image has nothing but one program, and a user of its own, whose files are in the checkout.
      expect(first.jobs.get("inside")?.outputs).toEqual({ version: "told" });
      expect(first.logs.inside).toContain("../report.txt\n");
      const digest = first.jobs.get("app")?.outputs.digest ?? "";
      const reference = `${repository}@${digest}`;
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(running()).toEqual({ one: `${reference} true`, many: reference });
      expect(JSON.parse(host.docker("inspect", "--format", "{{json .Config.Labels}}", reference))).toMatchObject({
        "org.opencontainers.image.revision": commit,
        "org.opencontainers.image.created": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        "org.opencontainers.image.source": "https://github.com/group/project",
      });

      // The secret was there when it was asked for, and is in no layer, of the image and of its cache, and in no log.
      for (const tag of [digest, "buildcache"]) {
        const content = await contentOf(repository, tag);
        expect(content.some((part) => part.includes(PROOF))).toBe(true);
        expect(content.some((part) => part.includes(TOKEN))).toBe(false);
      }
      expect(all(first)).not.toContain(TOKEN);

      // Another machine, which has no layers: it executes the changed last step alone.
      const other = await machine(socketPath, { buildx, buildkitd });
      try {
        await shop.edit("answer", "42", "41");
        await shop.commit("Break it");
        const second = await run(shop, other);
        expect(results(second), all(second)).toEqual({
          ...{ ...bare, app: "success", smoke: "failure", one: "skipped", many: "skipped" },
        });
        expect([first, second].map(({ logs }) => executed(logs.app))).toEqual([2, 0]);
        expect(running()).toEqual({ one: `${reference} true`, many: reference });
      } finally {
        await other.dispose();
      }

      await shop.edit("answer", "41", "42");
      await shop.edit("Dockerfile", `["sleep", "1000000"]`, `["false"]`);
      await shop.commit("Pass the test, and do not run");
      const third = await run(shop, host);
      expect(results(third), all(third)).toEqual({
        ...{ ...bare, app: "success", smoke: "success", one: "failure", many: "failure" },
      });
      expect(third.logs.one).toContain(`bringing back ${reference}`);
      expect(third.logs.many).toContain("did not become healthy");
      expect(running()).toEqual({ one: `${reference} true`, many: reference });
    }, 600_000);

    it("hands the digest over on GitLab, tests in it, and ships it", async () => {
      const shop = await project(repository, name);
      await shop.edit("answer", "42", "42\nGitLab");
      await shop.commit("Be another image");
      const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: shop.folder, encoding: "utf8" }).trim();
      const secrets = { REGISTRY_PASSWORD: registry.password, TOKEN };
      const go = async (after: (job: string) => void = () => {}) =>
        executePipeline({ folder: shop.folder, file: await shop.emitted("gitlab"), secrets, machine: host, after });
      const first = await go((job) => {
        if (job === "app") for (const tag of [commit, "latest"]) push(images.node, tag);
      });
      const text = Object.values(first.logs).join("\n");
      const succeeded = { ...bare, app: "success", smoke: "success" };
      expect(first.results, text).toEqual({ ...succeeded, one: "success", many: "success" });
      const reference = `${repository}@${first.artifacts["app/.waybill/app/digest"]?.trim()}`;
      expect(reference).toMatch(/@sha256:[0-9a-f]{64}$/);
      expect(running()).toEqual({ one: `${reference} true`, many: reference });
      expect(text).not.toContain(TOKEN);
      expect(first.artifacts).toMatchObject({
        "inside/.waybill/inside/version": "told\n",
        "inside/report.txt": "42\nGitLab\n",
      });
      expect(first.logs.inside).toContain("../report.txt\n");

      await shop.edit("answer", "42", "41");
      await shop.commit("Break it");
      const second = await go();
      expect(second.results).toEqual({ ...succeeded, smoke: "failed", one: "skipped", many: "skipped" });
      expect(running()).toEqual({ one: `${reference} true`, many: reference });
    }, 600_000);
  });
});
