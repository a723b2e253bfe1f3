import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandDestination } from "../../../compiler/graph/model/index.ts";
import { commandStrategy } from "../../../runtime/delivery/command/strategy.ts";
import type { DeployRequest } from "../../../runtime/delivery/contract.ts";
import { dockerExecutor } from "../../../runtime/executors/docker/index.ts";
import { hostExecutor } from "../../../runtime/executors/host/index.ts";
import { describeDocker, docker, uniqueName } from "../../engine/index.ts";
import { sh } from "../../targets/graphs.ts";
import { complaint, folderOf, jobBase, place, sink } from "../request.ts";

const of = (letter: string) => `registry.example.com/shop@sha256:${letter.repeat(64)}`;

type Scripts = Partial<Record<"run" | "readBack" | "rollback", string>>;

const destination = (scripts: Scripts, more: Partial<CommandDestination> = {}): CommandDestination => ({
  ...{
    kind: "command",
    name: "edge",
    image: { kind: "registry", reference: "alpine:3.20" },
    shell: "sh",
    deadline: 20,
  },
  run: sh("true"),
  ...Object.fromEntries(Object.entries(scripts).map(([role, script]) => [role, sh(script)])),
  ...more,
});

const request = (to: CommandDestination, more: Partial<DeployRequest> = {}): DeployRequest => ({
  job: { ...jobBase, id: "edge", kind: "deploy", image: "app", proof: { kind: "unverified", reason: "a test" }, to },
  ...{ run: uniqueName("run"), root: process.cwd(), reference: of("b"), env: {}, sink: sink() },
  signal: new AbortController().signal,
  ...more,
});

describe("shipping by commands", () => {
  let folder: string;
  let root: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "waybill-live-"));
    root = await folderOf({ "tool.sh": "echo tool in the checkout\n" });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const live = async () => (await readFile(join(folder, "live"), "utf8")).trim();
  const runsBefore = (text: string) => writeFile(join(folder, "live"), `${text}\n`);
  const READ = 'cat "$LIVE/live"';
  const SHIP = 'printf "%s\\n" "$WAYBILL_IMAGE" > "$LIVE/live"';
  const BACK = 'printf "%s\\n" "$WAYBILL_PREVIOUS" > "$LIVE/live"';
  const strategy = (to: CommandDestination) => commandStrategy(hostExecutor(), to);
  const asked = (to: CommandDestination, more: Partial<DeployRequest> = {}) =>
    request(to, { root, env: { LIVE: folder }, ...more });

  it("ships in the checkout, with the image in the environment, and compares what runs", async () => {
    await runsBefore(`it runs "${of("a")}"`);
    const to = destination({ run: `sh tool.sh; ${SHIP}`, readBack: READ });
    const told = sink();
    await strategy(to).deploy(asked(to, { sink: told }));
    expect(await live()).toBe(of("b"));
    expect(told.lines).toEqual([
      `destination edge: image ${of("a").slice(0, 45)} -> ${of("b").slice(0, 45)}`,
      "tool in the checkout",
      `destination edge runs ${of("b").slice(0, 45)}`,
    ]);
  });

  it("tells in a dry run what would run, and runs nothing but the question", async () => {
    await runsBefore(of("a"));
    const to = destination({ run: SHIP, readBack: READ });
    expect(await strategy(to).plan(asked(to))).toEqual([
      `destination edge: image ${of("a").slice(0, 45)} -> ${of("b").slice(0, 45)}`,
      `destination edge: would run ${JSON.stringify(to.run.name)} in alpine:3.20`,
    ]);
    expect(await live()).toBe(of("a"));
    expect(await strategy(to).plan(asked(to, { reference: of("a") }))).toEqual([]);
    const blind = destination({ run: SHIP });
    expect((await strategy(blind).plan(asked(blind)))[0]).toContain("no readBack shows what runs now");
  });

  it("brings back what ran before when the command fails, and says so", async () => {
    await runsBefore(of("a"));
    const to = destination({ run: 'echo half > "$LIVE/live"; exit 3', readBack: READ, rollback: BACK });
    const failed = await complaint(strategy(to).deploy(asked(to)));
    expect(failed).toMatchObject({ code: "WB5050", fault: "pipeline", at: place });
    expect(failed.message).toContain("failed with exit code 3");
    expect(failed.remedy).toContain("was restored and runs");
    expect(await live()).toBe(of("a"));
  });

  it("brings back what ran before when another image runs at the deadline, or none that can be told", async () => {
    await runsBefore(of("a"));
    const other = destination(
      { run: `echo ${of("c")} > "$LIVE/live"`, readBack: READ, rollback: BACK },
      { deadline: 1 },
    );
    expect((await complaint(strategy(other).deploy(asked(other)))).message).toContain(
      `it runs ${of("c").slice(0, 45)}`,
    );
    expect(await live()).toBe(of("a"));
    const gone = destination({ run: 'rm "$LIVE/live"', readBack: READ, rollback: BACK }, { deadline: 1 });
    expect((await complaint(strategy(gone).deploy(asked(gone)))).message).toContain("failed with exit code 1");
    expect(await live()).toBe(of("a"));
  });

  it("waits while the system still changes over", async () => {
    await runsBefore(of("a"));
    const counted = `n=$(cat "$LIVE/n" 2> /dev/null || echo 0); echo $((n + 1)) > "$LIVE/n"
      if [ "$n" -lt 2 ]; then echo ${of("a")}; else cat "$LIVE/live"; fi`;
    const to = destination({ run: SHIP, readBack: counted });
    await strategy(to).deploy(asked(to));
    expect((await readFile(join(folder, "n"), "utf8")).trim()).toBe("3");
  });

  it("goes back when the run is cancelled", async () => {
    await runsBefore(of("a"));
    const to = destination({ run: 'echo half > "$LIVE/live"; echo begun; sleep 100', readBack: READ, rollback: BACK });
    const cancelled = new AbortController();
    const told = sink((line) => line === "begun" && cancelled.abort());
    const failed = await complaint(strategy(to).deploy(asked(to, { sink: told, signal: cancelled.signal })));
    expect(failed.code).toBe("WB5027");
    expect(await live()).toBe(of("a"));
  });

  it("says that nothing was brought back where there is no rollback, or nothing ran", async () => {
    await runsBefore(of("a"));
    const none = destination({ run: "exit 3", readBack: READ });
    const failed = await complaint(strategy(none).deploy(asked(none)));
    expect(failed).toMatchObject({ code: "WB5054" });
    expect(failed.message).toBe(
      `cannot bring destination edge to ${of("b").slice(0, 45)}, and nothing was restored: the command "exit 3" failed with exit code 3`,
    );
    expect(failed.remedy).toBe("check destination edge: it has no rollback; find the cause in the output above");
    await runsBefore("");
    const first = destination({ run: "exit 3", readBack: READ, rollback: BACK });
    expect((await complaint(strategy(first).deploy(asked(first)))).remedy).toContain("nothing ran there before");
  });

  it("calls for a person when the rollback fails", async () => {
    await runsBefore(of("a"));
    const to = destination({ run: "exit 3", readBack: READ, rollback: "exit 4" });
    const failed = await complaint(strategy(to).deploy(asked(to)));
    expect(failed).toMatchObject({ code: "WB5051", fault: "infrastructure" });
    expect(failed.message).toContain('the rollback failed: the command "exit 4" failed with exit code 4');
  });

  it("changes nothing when what runs cannot be read", async () => {
    const to = destination({ run: SHIP, readBack: READ });
    const failed = await complaint(strategy(to).deploy(asked(to)));
    expect(failed).toMatchObject({ code: "WB5052", at: place });
    expect(failed.message).toBe(
      `cannot read what runs at destination edge: the command ${JSON.stringify(READ)} failed with exit code 1`,
    );
    await expect(live()).rejects.toThrow("ENOENT");
  });
});

describeDocker("shipping by commands in containers", ({ images, socketPath }) => {
  it("runs each in a container of the declared image, and leaves none", async () => {
    const name = uniqueName("edge");
    const set = '#!/bin/sh\nprintf "Content-type: text/plain\\n\\n"; echo "$QUERY_STRING" > /live\n';
    const get = '#!/bin/sh\nprintf "Content-type: text/plain\\n\\n"; cat /live\n';
    const program = `mkdir -p /www/cgi-bin; echo ${of("a")} > /live; printf '%s' "$SET" > /www/cgi-bin/set; printf '%s' "$GET" > /www/cgi-bin/get
      chmod +x /www/cgi-bin/*; exec httpd -f -p 80 -h /www`;
    const system = await docker().createContainer({
      ...{
        name,
        Image: images.busybox,
        Cmd: ["sh", "-c", program],
        Env: [`SET=${set}`, `GET=${get}`],
        StopSignal: "SIGKILL",
      },
    });
    try {
      await system.start();
      const { NetworkSettings } = await system.inspect();
      const address = `http://${Object.values(NetworkSettings.Networks)[0]?.IPAddress}/cgi-bin`;
      await expect.poll(async () => (await system.inspect()).State.Running).toBe(true);
      const get = 'wget -q -O - "$EDGE/get"';
      const to = destination(
        {
          run: 'wget -q -O - "$EDGE/set?$WAYBILL_IMAGE"',
          readBack: get,
          rollback: 'wget -q -O - "$EDGE/set?$WAYBILL_PREVIOUS"',
        },
        { image: { kind: "registry", reference: images.busybox }, deadline: 60 },
      );
      const executor = dockerExecutor({ address: `unix://${socketPath}` });
      const root = await folderOf({});
      const env = { EDGE: address };
      const asked = request(to, { root, env });
      await expect
        .poll(() =>
          commandStrategy(executor, to)
            .plan(asked)
            .then(() => "answers", String),
        )
        .toBe("answers");
      await commandStrategy(executor, to).deploy(asked);
      expect(await commandStrategy(executor, to).plan(asked)).toEqual([]);
      const broken: CommandDestination = { ...to, run: sh('wget -q -O - "$EDGE/set?half"; exit 3') };
      const failed = await complaint(
        commandStrategy(executor, broken).deploy(request(broken, { root, env, reference: of("c") })),
      );
      expect(failed.code).toBe("WB5050");
      expect(await commandStrategy(executor, to).plan(asked)).toEqual([]);
      const filters = { label: [`dev.waybill.run=${asked.run}-edge`] };
      expect(await docker().listContainers({ all: true, filters })).toEqual([]);
    } finally {
      await system.remove({ force: true });
    }
  }, 120_000);
});
