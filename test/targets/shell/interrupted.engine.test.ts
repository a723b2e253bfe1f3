import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeDocker, docker, remove, uniqueName } from "../../engine/index.ts";
import { type DeployStand, deployStand, tools } from "./stand.ts";

const HEALTHY = "HEALTHCHECK --interval=200ms --timeout=10s CMD true";

/** What changes a container, of the commands that the script calls. */
const CHANGES = `case " $* " in *" GET "*) exit $code ;; *" POST "* | " rename "* | " update "* | " stop "* | " start "* | " rm "* | " network "*connect*) ;; *) exit $code ;; esac`;

describe.runIf(tools)("a replacement that is cut off", () => {
  describeDocker("on an engine", (engine) => {
    const base = uniqueName("cut-off");
    const bin = mkdtempSync(join(tmpdir(), "waybill-cut-off-"));
    let prefix: string;
    let stand: DeployStand;
    let [old, good] = ["", ""];

    beforeAll(() => {
      stand = deployStand(engine, base);
      old = stand.image("old", "sleep 1000", HEALTHY);
      good = stand.image("good", "sleep 1001", HEALTHY);
      for (const program of ["docker", "curl"]) {
        const real = execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
        const script = [
          ...["#!/bin/sh", `${real} "$@"`, "code=$?", CHANGES],
          'echo "$*" >> "$CHANGED"',
          // The whole process group: nothing of the script goes on, and no trap of its is called.
          'if [ "$(wc -l < "$CHANGED")" -eq "$CUT_OFF_AFTER" ]; then kill -9 0; fi',
          "exit $code",
        ];
        writeFileSync(join(bin, program), `${script.join("\n")}\n`);
        chmodSync(join(bin, program), 0o755);
      }
      prefix = stand.network(base);
    });
    afterAll(async () => {
      // Also what the engine still made for a command that was cut off.
      const all = () => docker().listContainers({ all: true, filters: { name: [base] } });
      for (let left = await all(); left.length > 0; left = await all())
        await remove(...left.map(({ Id }) => docker().getContainer(Id)));
      await remove(docker().getNetwork(base));
      stand.dispose();
      rmSync(bin, { recursive: true, force: true });
    });

    /** Deploys, and is cut off after so many changes; tells which were made. */
    async function deploy(name: string, reference: string, after = 0) {
      const changed = join(bin, `${name}-${after}`);
      writeFileSync(changed, "");
      const env = { PATH: `${bin}:${stand.env.PATH}`, CHANGED: changed, CUT_OFF_AFTER: String(after) };
      const to = { kind: "containerRestart", container: name, deadline: 30 } as const;
      const end = await stand.run(to, reference, { env });
      return { end, changes: readFileSync(changed, "utf8").trimEnd().split("\n") };
    }

    /** A container of its own, of the old image. */
    function running(settings: readonly string[]): string {
      const name = uniqueName(base);
      const options = ["--stop-signal", "SIGKILL", "--restart", "on-failure:7", ...settings];
      stand.docker("run", "--detach", "--name", name, ...options, old);
      return name;
    }
    const see = (name: string) => {
      const format = "{{.Config.Image}} {{.State.Running}} {{json .HostConfig.RestartPolicy}}";
      return stand.docker("inspect", "--format", format, name);
    };
    const containers = (name: string) =>
      stand.docker("ps", "--all", "--quiet", "--filter", `name=${name}`).split("\n").filter(Boolean);

    /** Docker's documentation: with `always`, the daemon starts a container when it starts itself, though it was stopped. */
    const survives = (id: string) => {
      const format = "{{.State.Running}} {{.HostConfig.RestartPolicy.Name}} {{.State.StartedAt}}";
      const [runs, policy, since = ""] = stand.docker("inspect", "--format", format, id).split(" ");
      return runs === "true" || (policy === "always" && !since.startsWith("0001"));
    };

    /** Cuts a deploy off after so many changes: something runs, and the next deploy ends as if nothing had been. */
    async function cutOff(name: string, after: number) {
      const { end, changes } = await deploy(name, good, after);
      expect(end.signal).toBe("SIGKILL");
      const step = changes.at(-1);
      expect(containers(name).filter(survives).length, `left after: ${step}`).toBeGreaterThan(0);
      const next = await deploy(name, good);
      expect(next.end.status, `${step}: ${next.end.stderr}`).toBe(0);
      expect(see(name)).toBe(`${good} true {"Name":"on-failure","MaximumRetryCount":7}`);
      expect(containers(name), `left over after: ${step}`).toHaveLength(1);
      // Its health checks would slow the others down.
      stand.docker("rm", "--force", name);
    }

    let address = 10;
    const excluding = () => ["--network", base, "--ip", `${prefix}.${address++}`];
    it.each<[string, () => readonly string[], number]>([
      ["both can run at once", () => [], 6],
      ["they exclude each other", excluding, 9],
    ])(
      "leaves either running after each of its steps where %s, and the next deploy mends it",
      async (_, settings, count) => {
        const { end, changes } = await deploy(running(settings()), good);
        expect(end.status, end.stderr).toBe(0);
        expect(changes).toHaveLength(count);
        await Promise.all(changes.map((_, index) => cutOff(running(settings()), index + 1)));
      },
      240_000,
    );

    it("leaves either running when what undoes it is cut off too", async () => {
      const fails = async (after: number) => {
        const name = running(excluding());
        // The old one has stopped, and the new one has not been started.
        await deploy(name, good, 7);
        await cutOff(name, after);
      };
      // Stopping the new one, starting the old one, its policy, removing the new one by either name, the old one's name, for
      // which it leaves its network for a moment.
      await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(fails));
    }, 240_000);
  });
});
