import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { describeDocker, docker, type OtherEngine, otherEngine } from "../../engine/index.ts";
import { at, graph, script, sh } from "../graphs.ts";
import { runShell } from "../shell/shells.ts";
import { jobsOf } from "./reader.ts";

const base = { image: { kind: "registry", reference: "busybox:local" }, retry: 1 } as const;

/** The step that makes the attempts. */
function attemptsOf(more: Partial<ScriptJob>) {
  const emitted = github.emit(graph([script("unit", { ...base, ...more })])).files[0]?.text ?? "";
  const step = jobsOf(emitted).unit?.steps?.find(({ name }) => name?.startsWith("Up to"));
  if (!step?.run || !step.env) throw new Error(`no attempts in ${emitted}`);
  return step as { readonly run: string; readonly env: Readonly<Record<string, string>> };
}

/** What the last step of the job removes. */
function stopOf(more: Partial<ScriptJob>): string {
  const emitted = github.emit(graph([script("unit", { ...base, ...more })])).files[0]?.text ?? "";
  return jobsOf(emitted).unit?.steps?.at(-1)?.run ?? "";
}

describeDocker("the attempts of a job on GitHub", ({ images }) => {
  // The container's name is always the same, so it is an engine of its own.
  let other: OtherEngine;
  const folder = mkdtempSync(join(tmpdir(), "waybill-retry-"));
  const [workspace, temporary, output] = [join(folder, "work"), join(folder, "temp"), join(folder, "output")];
  beforeAll(async () => {
    other = await otherEngine();
    await other.docker.loadImage(await docker().getImage(images.busybox).get());
  });
  afterAll(async () => {
    await other.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs them as GitHub's machine would, on a checkout of one file. */
  async function run(
    more: Partial<ScriptJob>,
    onOutput: (text: string) => void = () => {},
    given: Readonly<Record<string, string>> = {},
  ) {
    for (const one of [workspace, temporary]) {
      rmSync(one, { recursive: true, force: true });
      mkdirSync(one, { recursive: true });
    }
    writeFileSync(join(workspace, "tracked"), "original");
    writeFileSync(output, "");
    const { run, env } = attemptsOf(more);
    const process_ = spawn("bash", ["--noprofile", "--norc", "-euo", "pipefail", "-c", run], {
      cwd: workspace,
      env: {
        ...{ PATH: process.env.PATH, DOCKER_HOST: `unix://${other.socketPath}`, ...env, IMAGE: images.busybox },
        ...{ GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temporary, GITHUB_OUTPUT: output },
        ...given,
      },
    });
    let printed = "";
    const take = (data: Buffer) => {
      printed += data;
      onOutput(printed);
    };
    process_.stdout.on("data", take);
    process_.stderr.on("data", take);
    const code = await new Promise((resolve) => process_.on("close", resolve));
    runShell(["bash"], stopOf(more), { env: { DOCKER_HOST: `unix://${other.socketPath}` } });
    expect(await other.docker.listContainers({ all: true })).toEqual([]);
    return { code, lines: printed.trim().split("\n"), output: readFileSync(output, "utf8") };
  }

  const dirty =
    "cat tracked; echo; test ! -e left && test ! -e /left; echo x > tracked; touch left /left; mkdir -p a/b; touch a/b/c";

  it("begin with the files as they were, in a container of their own, and end with the last one's exit code", async () => {
    const { code, lines } = await run({ retry: 2, steps: [sh(dirty), sh("exit 7"), sh("echo never")] });
    const attempt = [`$ ${dirty}`, "original", "$ exit 7"];
    const again = (number: number) => `::warning::Attempt ${number} failed with exit code 7.`;
    expect(lines).toEqual([...attempt, again(1), ...attempt, again(2), ...attempt]);
    expect(code).toBe(7);
  });

  it("end with the first that succeeds, whose files stay", async () => {
    const waiting = "echo started; until [ -e stop ]; do sleep 0.1; done; test -e go; echo done > result";
    let seen = 0;
    const { code, lines } = await run({ retry: 2, steps: [sh(waiting)] }, (printed) => {
      if (printed.split("started\n").length - 1 <= seen) return;
      seen += 1;
      // The second attempt finds what the first one did not.
      for (const name of ["go", "stop"]) {
        writeFileSync(join(temporary, name), "");
        runShell(["sh"], `tar --append --file waybill-tree.tar ./${name}`, { cwd: temporary });
      }
      writeFileSync(join(workspace, "stop"), "");
    });
    expect([code, seen]).toEqual([0, 2]);
    expect(lines).toContain("::warning::Attempt 1 failed with exit code 1.");
    expect(readFileSync(join(workspace, "result"), "utf8")).toBe("done\n");
  });

  it("are made on what the job says: exit codes, and the end of its time", async () => {
    const codes = { retryOn: { reasons: [], exitCodes: [75] } } as const;
    const count = ({ lines }: { readonly lines: readonly string[] }) =>
      lines.filter((line) => line.startsWith("::warning::Attempt")).length;
    expect(count(await run({ ...codes, steps: [sh("exit 75")] }))).toBe(1);
    // 124 is what `timeout` ends with, and a step may.
    expect(count(await run({ ...codes, steps: [sh("exit 124")] }))).toBe(0);
    const time = { retryOn: { reasons: ["timeout"], exitCodes: [] } } as const;
    const long = await run({ ...time, timeout: 1, steps: [sh("sleep 60")] });
    expect([long.code, count(long)]).toEqual([124, 1]);
    expect(count(await run({ ...time, steps: [sh("exit 124")] }))).toBe(0);
    expect(count(await run({ timeout: 1, steps: [sh("sleep 60")] }))).toBe(0);
  });

  it("hand each step its own variables, and pass over one whose condition does not hold", async () => {
    const own = (value: string) => ({ env: { A: { kind: "literal", value } } }) as const;
    const when = { op: "equal", variable: { kind: "run", name: "event" }, value: "push" } as const;
    const text = 'it\'s "$x"\nand `more`';
    const steps = [sh('echo "1 $A"', own(text)), sh('echo "2 $A"', own("two")), sh("exit 9", { name: "nine", when })];
    const { code, lines } = await run({ steps });
    expect(code).toBe(0);
    expect(lines).toEqual([
      ...['$ echo "1 $A"', '1 it\'s "$x"', "and `more`", '$ echo "2 $A"', "2 two"],
      "Skipped, as its condition does not hold: nine",
    ]);
  });

  it("have services of their own, which are started anew and waited for", async () => {
    const serve = "mkdir /www && hostname > /www/id && echo $GREETING > /www/greeting && httpd -f -p 80 -h /www";
    const service = {
      ...{ name: "db", image: base.image, command: ["sh", "-c", serve], ports: [80], location: at() },
      env: { GREETING: { kind: "literal", value: "it's up" } },
    } as const;
    const services = [
      { ...service, ready: { kind: "http", port: 80, path: "/id", timeout: 20 } },
      { ...service, name: "other", ready: { kind: "command", argv: ["test", "-e", "/www/greeting"], timeout: 20 } },
    ] as const;
    const found: Docker.ContainerInspectInfo[] = [];
    let seen = 0;
    const { lines } = await run(
      { services, steps: [sh("echo started; until [ -e stop ]; do sleep 0.1; done; exit 1")] },
      (printed) => {
        if (printed.split("started\n").length - 1 <= seen) return;
        seen += 1;
        void Promise.all([1, 2].map((n) => other.docker.getContainer(`waybill-service-${n}`).inspect())).then((all) => {
          found.push(...all);
          writeFileSync(join(workspace, "stop"), "");
        });
      },
    );
    expect(new Set(found.map(({ Id }) => Id)).size, lines.join("\n")).toBe(4);
    for (const { Config, NetworkSettings } of found) {
      expect(Config.Env).toContain("GREETING=it's up");
      expect(["db", "other"]).toContain(NetworkSettings.Networks.waybill?.Aliases?.[0]);
    }
  });

  it("are not repeated where a service does not get ready", async () => {
    const image = base.image;
    const ready = { kind: "command", argv: ["false"], timeout: 1 } as const;
    const service = {
      name: "db",
      image,
      command: ["sh", "-c", "echo its log; sleep 60"],
      ports: [],
      env: {},
      location: at(),
    };
    const services = [{ ...service, ready }];
    const { code, lines } = await run({ services, steps: [sh("echo never")] });
    expect([code, lines]).toEqual([1, ["its log"]]);
  });

  it("fetch an id token for each step of each", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url, headers }, response) => {
      asked.push(`${headers.authorization} ${url}`);
      response.end(JSON.stringify({ count: 1, value: `token-${asked.length}` }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const token = { kind: "idToken", name: "TOKEN", audience: "https://vault.example.com/a b" } as const;
    const given = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?api=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request",
    };
    const steps = [sh('echo "got $TOKEN"'), sh('echo "got $TOKEN"; exit 1')];
    const { lines } = await run({ env: { TOKEN: token }, steps }, undefined, given).finally(() => server.close());
    expect(lines.filter((line) => line.startsWith("got"))).toEqual([1, 2, 3, 4].map((number) => `got token-${number}`));
    expect(lines.filter((line) => line.startsWith("::add-mask::"))).toHaveLength(4);
    expect(new Set(asked)).toEqual(
      new Set(["bearer request /?api=2&audience=https%3A%2F%2Fvault.example.com%2Fa%20b"]),
    );
  });

  it("may end with a failure that is allowed", async () => {
    const { code, output: said } = await run({ allowFailure: { exitCodes: [7] }, steps: [sh("exit 7")] });
    expect([code, said]).toEqual([0, "allowed=7\n"]);
  });
});
