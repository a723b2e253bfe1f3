import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sshAddress } from "../../../runtime/engine/ssh.ts";
import { repository, waybill } from "../../cli/waybill.ts";
import { folderOf } from "../../delivery/request.ts";
import { describeDocker } from "../../engine/index.ts";
import { hasSshd, type SshMachine, startSshd } from "../../engine/sshd.ts";

describe("an address of an engine by SSH", () => {
  it("has a host, and what else it names", () => {
    expect(sshAddress("ssh://host")).toEqual({ host: "host" });
    expect(sshAddress("ssh://me@host:22/")).toEqual({ host: "host", user: "me", port: "22" });
    expect(sshAddress("ssh://[::1]:2200/run/user/1000/docker.sock")).toEqual({
      ...{ host: "::1", port: "2200", socket: "/run/user/1000/docker.sock" },
    });
    expect(() => sshAddress("ssh://me:secret@host")).toThrow("must not hold a password");
  });
});

describeDocker("an engine that is reached by SSH", ({ socketPath, images }) => {
  const many = Array.from({ length: 20 }, (_, index) => `job("j${index}", { image: "${images.busybox}", steps })`);
  const PIPELINE = `import { job, pipeline, push, sh } from "waybill";
    const steps = [sh\`echo over ssh $(cat data.txt)\`];
    export default pipeline("ssh", { on: [push()], jobs: [${many.join(", ")}] });`;
  let machine: SshMachine;
  let folder: string;
  beforeAll(async () => {
    expect(hasSshd(), "sshd and ssh are installed (Debian: openssh-server)").toBe(true);
    // A session more, or a connection more at the same time, is refused.
    machine = await startSshd(["MaxSessions 1", "MaxStartups 2", `SetEnv DOCKER_HOST=unix://${socketPath}`]);
    folder = mkdtempSync(join(tmpdir(), "waybill-ssh-test-"));
    writeFileSync(join(folder, "pipeline.ts"), PIPELINE);
    writeFileSync(join(folder, "data.txt"), "a file");
  });
  afterAll(async () => {
    await machine.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (address = `ssh://${userInfo().username}@127.0.0.1:${machine.port}${socketPath}`, env = {}) =>
    waybill(["run", "pipeline.ts", "--no-cache", "--concurrency", "20"], {
      ...{ cwd: folder, env: { ...machine.env, DOCKER_HOST: address, ...env } },
    });
  const connections = () => machine.log().match(/Accepted publickey/g)?.length ?? 0;

  it("is not spoken to while its machine's key is unknown", async () => {
    machine.know("unknown");
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(3);
    expect(stderr).toContain("WB4020");
    expect(stderr).toContain("the host key of 127.0.0.1 is not known");
    expect(stderr).toContain(`connect once with "ssh -p ${machine.port} ${userInfo().username}@127.0.0.1"`);
    expect(connections()).toBe(0);
  });

  it("is not spoken to when its machine's key has changed", async () => {
    machine.know("changed");
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(3);
    expect(stderr).toContain("WB4021");
    expect(stderr).toMatch(/the host key of 127\.0\.0\.1 is not the one in line 1 of \S+\/known/);
    expect(connections()).toBe(0);
  });

  it("is named with ssh's own reason when it does not let the user in", async () => {
    machine.know("known");
    const { exitCode, stderr } = await run(`ssh://nobody-at-all@127.0.0.1:${machine.port}`);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/WB4022.*127\.0\.0\.1 cannot be reached by SSH: .*Permission denied/s);
  });

  it("is named when there is no ssh program", async () => {
    const { exitCode, stderr } = await run(undefined, { PATH: "/nowhere" });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/WB4022.*there is no ssh program on this machine/s);
  });

  it.each(["a socket that the address names", "the engine that docker uses there, by an alias"])(
    "runs jobs side by side over one connection: %s",
    async (kind) => {
      machine.know("known");
      const before = connections();
      const ended = machine.log().length;
      const { exitCode, stdout, stderr } = await run(kind.startsWith("a socket") ? undefined : "ssh://engine");
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      expect(stdout.match(/over ssh a file/g)).toHaveLength(20);
      expect(connections() - before).toBe(1);
      await expect
        .poll(() => machine.log().slice(ended), { timeout: 20_000 })
        .toMatch(/Disconnected from|Connection closed by/);
    },
  );

  it("is let go of when the process was killed, and the next run has removed what it left", async () => {
    machine.know("known");
    const pipeline = PIPELINE.replace("echo over ssh", "echo begun; sleep 600; echo");
    const endless = await folderOf({ "pipeline.ts": pipeline, "data.txt": "" });
    const child = execa(process.execPath, [join(repository, "dist/cli.js"), "run", "pipeline.ts", "--job", "j0"], {
      ...{ cwd: endless, env: { ...machine.env, DOCKER_HOST: "ssh://engine" }, reject: false },
    });
    let output = "";
    child.stdout.on("data", (text) => {
      output += text;
    });
    await expect.poll(() => output, { timeout: 60_000 }).toContain("begun");
    const ended = machine.log().length;
    child.kill("SIGKILL");
    await child;
    const since = () => machine.log().slice(ended);
    await expect.poll(since, { timeout: 20_000 }).toContain("Close session");
    // The engine holds the connection to the job's container until that is gone.
    expect((await run()).exitCode).toBe(0);
    const over = () => since().match(/Disconnected from|Connection closed by/g);
    await expect.poll(over, { timeout: 20_000 }).toHaveLength(2);
  });
});
