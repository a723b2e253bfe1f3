import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { NEVER } from "../../../../compiler/expr/index.ts";
import type { Job, Service, Step } from "../../../../compiler/graph/model/index.ts";
import { type DockerOptions, dockerExecutor, reap } from "../../../../runtime/executors/docker/index.ts";
import { labelsOf } from "../../../../runtime/executors/docker/labels.ts";
import { type RunEvent, type RunOutcome, run } from "../../../../runtime/index.ts";
import { describeDocker, docker, expectNothingLeft, uniqueName } from "../../../engine/index.ts";
import { facts, graphOf, need, scriptJob, step } from "../../graphs.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-docker-"));
const folder = mkdtempSync(join(tmpdir(), "waybill-docker-cache-"));
writeFileSync(join(root, "file.txt"), "a file\n");
afterAll(() => {
  for (const one of [root, folder]) rmSync(one, { recursive: true, force: true });
});

describeDocker("jobs in containers", ({ socketPath, images }) => {
  const address = `unix://${socketPath}`;
  const node = { kind: "registry", reference: images.node } as const;

  async function seen(
    jobs: readonly Job[],
    more: DockerOptions & { readonly on?: (event: RunEvent, run: string) => void } = {},
  ): Promise<{ readonly outcome: RunOutcome; readonly lines: readonly string[] }> {
    const lines: string[] = [];
    let id = "";
    const { on, ...options } = more;
    const outcome = await run(graphOf(...jobs), {
      ...{ root, facts, secrets: () => undefined, executor: dockerExecutor({ address, folder, ...options }) },
      reporter(event) {
        if (event.type === "run-started") id = event.run;
        if (event.type === "log") lines.push(event.line);
        on?.(event, id);
      },
    });
    await expectNothingLeft(outcome.run);
    return { outcome, lines };
  }

  it("stops when no engine answers, and says where", async () => {
    const { outcome } = await seen([scriptJob("a")], { address: "unix:///nowhere/docker.sock" });
    expect(outcome).toMatchObject({ status: "refused", exitCode: 3 });
    expect(outcome.diagnostics[0]).toMatchObject({ code: "WB4001" });
    expect(outcome.diagnostics[0]?.message).toContain("unix:///nowhere/docker.sock");
    expect(outcome.diagnostics[0]?.remedy).toMatch(/DOCKER_HOST.*--executor host/);
  });

  it("names an image that cannot be pulled", async () => {
    const reference = "127.0.0.1:1/nothing:1";
    const { outcome } = await seen([scriptJob("a", { image: { kind: "registry", reference }, steps: [step("true")] })]);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.diagnostics[0]).toMatchObject({ code: "WB4002", at: { file: "pipeline.ts" } });
    expect(outcome.diagnostics[0]?.message).toContain(`${reference} of \`a\``);
  });

  it("runs programs in an image that has no shell, and refuses scripts there", async () => {
    const container = await docker().createContainer({ Image: images.busybox, Cmd: ["rm", "/bin/sh"] });
    await container.start();
    await container.wait();
    const tag = uniqueName("no-shell");
    await container.commit({ repo: tag, tag: "1" });
    await container.remove();
    try {
      const image = { kind: "registry", reference: `${tag}:1` } as const;
      const exec = (...argv: string[]) => step("", { run: { kind: "exec", argv } });
      const never = (one: Step): Step => ({ ...one, when: NEVER });
      const action = step("", { run: { kind: "action", uses: "o/r@v1", with: {} } });
      const bare = await seen([
        scriptJob("a", {
          ...{ image, steps: [exec("cp", "file.txt", "copy.txt"), exec("cat", "copy.txt")] },
          artifacts: { paths: ["copy.txt"], exclude: [], on: "success", retentionDays: 1, junit: [] },
        }),
        scriptJob("b", {
          image,
          needs: [need("a", { artifacts: true })],
          steps: [exec("cat", "copy.txt"), exec("false")],
        }),
        scriptJob("c", {
          image,
          steps: [never(exec("false")), exec("cat", "file.txt"), never(exec("false"))],
        }),
        scriptJob("d", {
          ...{ image, steps: [never(exec("false")), action] },
          artifacts: { paths: ["file.txt"], exclude: [], on: "success", retentionDays: 1, junit: [] },
        }),
        scriptJob("e", { image, needs: [need("d", { artifacts: true })], steps: [exec("cat", "file.txt")] }),
      ]);
      expect(bare.lines).toEqual(["a file", "a file", "a file", "a file"]);
      for (const id of ["c", "d", "e"]) expect(bare.outcome.jobs.get(id)?.status, id).toBe("succeeded");
      expect(bare.outcome.jobs.get("b")).toMatchObject({ failure: { kind: "exit", step: 1, exitCode: 1 } });
      const script = await seen([scriptJob("a", { image, steps: [step("true")] })]);
      expect(script.outcome.diagnostics[0]).toMatchObject({ code: "WB4005" });
      expect(script.outcome.exitCode).toBe(1);
    } finally {
      await docker().getImage(`${tag}:1`).remove();
    }
  });

  it("takes away rights, and bounds processes and memory", async () => {
    let settings: unknown;
    const waiting: Promise<void>[] = [];
    const { lines } = await seen(
      [
        scriptJob("a", {
          steps: [step("grep -E 'NoNewPrivs' /proc/self/status; test ! -e /var/run/docker.sock; sleep 1")],
        }),
      ],
      {
        limits: { memory: 64 * 2 ** 20, processes: 100 },
        on(event, id) {
          if (event.type !== "log") return;
          waiting.push(
            (async () => {
              const [found] = await docker().listContainers({ filters: { label: [`dev.waybill.run=${id}`] } });
              settings = (
                await docker()
                  .getContainer(found?.Id ?? "")
                  .inspect()
              ).HostConfig;
            })(),
          );
        },
      },
    );
    await Promise.all(waiting);
    expect(lines).toEqual(["NoNewPrivs:\t1"]);
    expect(settings).toMatchObject({
      Privileged: false,
      CapAdd: null,
      PidsLimit: 100,
      Memory: 64 * 2 ** 20,
      Binds: null,
    });
  });

  it("lets another user than the superuser write", async () => {
    const { outcome, lines } = await seen([
      scriptJob("a", { user: "1000:1000", steps: [step("id -u; echo more >> file.txt; mkdir new; cat file.txt")] }),
    ]);
    expect(lines).toEqual(["1000", "a file", "more"]);
    expect(outcome.exitCode).toBe(0);
  });

  it("tells running out of memory from an exit code", async () => {
    const fill = step("node -e 'const a = []; for (;;) a.push(Buffer.alloc(8e6, 1))'");
    const { outcome } = await seen(
      [
        scriptJob("full", { image: node, steps: [fill], timeout: 200 }),
        scriptJob("code", { steps: [step("exit 137")] }),
      ],
      { limits: { memory: 96 * 2 ** 20, processes: 100 } },
    );
    expect(outcome.jobs.get("full")).toMatchObject({ failure: { kind: "out-of-memory", step: 0 } });
    expect(outcome.jobs.get("code")).toMatchObject({ failure: { kind: "exit", exitCode: 137 } });
  });

  it("does not blame a step for the memory that an earlier one ran out of", async () => {
    const fill = "node -e 'const a = []; for (;;) a.push(Buffer.alloc(8e6, 1))'";
    const { outcome } = await seen(
      [scriptJob("a", { image: node, steps: [step(`${fill} || echo went on`), step("sleep 2; exit 3")] })],
      { limits: { memory: 96 * 2 ** 20, processes: 100 } },
    );
    expect(outcome.jobs.get("a")).toMatchObject({ failure: { kind: "exit", step: 1, exitCode: 3 } });
  });

  it.each([
    ["asked to stop", (id: string) => docker().getContainer(id).stop()],
    ["killed", (id: string) => docker().getContainer(id).kill()],
    ["removed", (id: string) => docker().getContainer(id).remove({ force: true })],
  ])("notices a container that is %s from outside", async (_, end) => {
    const { outcome } = await seen([scriptJob("a", { steps: [step("echo begun; sleep 60")] })], {
      async on(event, id) {
        // A step may still say something of its end.
        if (event.type !== "log" || event.line !== "begun") return;
        const [found] = await docker().listContainers({ filters: { label: [`dev.waybill.run=${id}`] } });
        await end(found?.Id ?? "");
      },
    });
    expect(outcome.exitCode).toBe(3);
    expect(outcome.diagnostics[0]).toMatchObject({ code: "WB4006" });
  });

  it("gives a job its services, ready, by their names", async () => {
    const listen = "setTimeout(() => require('net').createServer((s) => s.end('hello')).listen(5432), 300)";
    const service = (name: string, ready: Service["ready"]): Service => ({
      ...{ name, image: node, env: { A: { kind: "literal", value: "b" } }, command: ["node", "-e", listen] },
      ...{ ports: [5432], location: { file: "pipeline.ts", line: 2, column: 1 }, ...(ready && { ready }) },
    });
    const probe =
      "require('net').connect(5432, 'db').on('error', () => process.exit(1)).on('data', () => process.exit(0))";
    const talk =
      "for (const h of ['db', 'two']) require('net').connect(5432, h).on('data', (d) => console.log(h, String(d)))";
    const { outcome, lines } = await seen([
      scriptJob("a", {
        image: node,
        services: [
          service("db", { kind: "tcp", port: 5432, timeout: 30 }),
          service("two", { kind: "command", argv: ["node", "-e", probe.replace("'db'", "'127.0.0.1'")], timeout: 30 }),
        ],
        steps: [step(`node -e "${talk}"`)],
      }),
    ]);
    expect(outcome.exitCode).toBe(0);
    expect([...lines].sort()).toEqual(["db hello", "two hello"]);
  });

  it("waits for an answer and for a line of a service's log", async () => {
    const page = "mkdir -p /www && sleep 0.3 && echo up > /www/health && exec httpd -f -p 8080 -h /www";
    const service = (name: string, command: string, ready: Service["ready"]): Service => ({
      ...{ name, image: { kind: "registry", reference: images.busybox }, env: {}, command: ["sh", "-c", command] },
      ...{ ports: [8080], location: { file: "pipeline.ts", line: 2, column: 1 }, ...(ready && { ready }) },
    });
    const http = (path: string, timeout: number) => ({ kind: "http", port: 8080, path, timeout }) as const;
    const talks = "echo starting; sleep 0.3; echo '[info] ready to serve' >&2; touch /tmp/ready; sleep 60";
    const { outcome, lines } = await seen([
      scriptJob("good", {
        services: [
          service("web", page, http("/health", 60)),
          service("queue", talks, { kind: "log", text: "ready to", timeout: 60 }),
        ],
        steps: [step("wget -q -O - http://web:8080/health")],
      }),
      scriptJob("bad", { services: [service("web", page, http("/missing", 1))], steps: [step("echo never")] }),
      scriptJob("mute", {
        services: [service("queue", talks, { kind: "log", text: "no such line", timeout: 1 })],
        steps: [step("echo never")],
      }),
    ]);
    expect(lines.filter((line) => !/^(queue|web): /.test(line))).toEqual(["up"]);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.jobs.get("good")?.status).toBe("succeeded");
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["WB4008", "WB4008"]);
  });

  it("tells of a service that ends or never gets ready", async () => {
    const service = (name: string, command: readonly string[]): Service => ({
      ...{ name, image: { kind: "registry", reference: images.busybox }, env: {}, command, ports: [1] },
      ...{ ready: { kind: "tcp", port: 1, timeout: 1 }, location: { file: "pipeline.ts", line: 2, column: 1 } },
    });
    const { outcome, lines } = await seen([
      scriptJob("ends", {
        services: [service("db", ["sh", "-c", "echo no disk; exit 3"])],
        steps: [step("echo never")],
      }),
      scriptJob("late", { services: [service("slow", ["sleep", "60"])], steps: [step("echo never")] }),
    ]);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.diagnostics.map(({ code, at }) => [code, at?.line])).toEqual([
      ["WB4008", 2],
      ["WB4008", 2],
    ]);
    expect(outcome.diagnostics.map(({ message }) => message).join()).toMatch(
      /exit code 3.*within 1 seconds|within 1 seconds.*exit code 3/,
    );
    expect(lines).toContain("db: no disk");
    expect(lines).not.toContain("never");
  });

  it("leaves nothing for long when its process is killed: the next run removes it", async () => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL("killed-run.mjs", import.meta.url)), address, root, folder],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    // It prints the run's id when its job runs.
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const id = line.toString().trim();
    const filters = { label: [`dev.waybill.run=${id}`] };
    expect(await docker().listContainers({ filters })).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(readdirSync(join(folder, "runs"))).toHaveLength(1);
    await seen([scriptJob("next", { steps: [step("true")] })]);
    await expectNothingLeft(id);
    expect(readdirSync(join(folder, "runs"))).toEqual([]);
  });

  it("removes what dead runs have left, and nothing of a living one", async () => {
    const [dead, living] = [uniqueName("dead"), uniqueName("living")];
    const owner = labelsOf(dead)["dev.waybill.owner"] ?? "";
    // The same process number at another time: the one that made it is gone.
    const labels = { "dev.waybill.run": dead, "dev.waybill.owner": `${owner}0` };
    await docker().createVolume({ Name: dead, Labels: labels });
    await docker().createNetwork({ Name: dead, Labels: labels });
    await docker().createContainer({ Image: images.busybox, Cmd: ["true"], Labels: labels });
    await docker().createVolume({ Name: living, Labels: labelsOf(living) });
    try {
      // Not how many: another test that cleans up on the same engine may have taken some of them first.
      await reap(docker());
      await expectNothingLeft(dead);
      expect((await docker().getVolume(living).inspect()).Name).toBe(living);
    } finally {
      await docker().getVolume(living).remove();
    }
  });
});
