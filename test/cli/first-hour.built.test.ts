import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { folderWith, HELLO } from "./folder.ts";
import { waybill } from "./waybill.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-first-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const surroundings = (folder: string) => ({
  cwd: folder,
  env: {
    ...{ XDG_STATE_HOME: join(folder, ".state"), WAYBILL_CACHE: join(folder, ".cache"), NO_COLOR: "1" },
    ...{ DOCKER_CONFIG: join(folder, ".docker"), DOCKER_HOST: "unix:///nonexistent/docker.sock" },
  },
});

describe("waybill without a command", () => {
  it("says how to begin where there is no pipeline, from the files of a provider where there are some", async () => {
    const folder = await emptyFolder();
    const first = await waybill([], surroundings(folder));
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^There is no pipeline.ts in .*waybill init .*waybill doctor /s);
    await mkdir(join(folder, ".github/workflows"), { recursive: true });
    await writeFile(join(folder, ".github/workflows/ci.yml"), "on: push\n");
    expect((await waybill([], surroundings(folder))).stdout).toContain("waybill import .github/workflows/ci.yml ");
  });

  it("says what to do next where there is one, by how the last run ended", async () => {
    const folder = await folderWith(HELLO.replace("echo ok", "exit 3"));
    expect((await waybill([], surroundings(folder))).stdout).toContain("It has not run here yet.");
    await waybill(["run", "--executor", "host"], surroundings(folder));
    const after = await waybill([], surroundings(folder));
    expect(after.stdout).toMatch(/Its last run here failed\..*waybill logs --failed .*waybill run --resume /s);
  });
});

describe("near misses", () => {
  it.each([
    [["runn"], "(did you mean waybill run?)"],
    [["pipeline.ts"], "(did you mean waybill run pipeline.ts?)"],
    [["run", "--no-cach"], "(did you mean --no-cache?)"],
    [["run", "--resum"], "(did you mean --resume?)"],
    [["run", "--dirty"], "(did you mean --allow-dirty?)"],
    [["logs", "--concurrency", "2"], "(--concurrency is an option of `waybill run`)"],
    [["rnu", "--job", "x"], "(did you mean waybill run?)"],
  ])("are named: %s", async (args, meant) => {
    const { exitCode, stderr } = await waybill(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(meant)]);
  });
});

describe("commands without a file", () => {
  it.each([["check"], ["compile", "--target", "github"], ["graph"], ["plan"], ["reach"]])(
    "take pipeline.ts: %s",
    async (...args) => {
      expect(await waybill(args, { cwd: await folderWith(HELLO) })).toMatchObject({ exitCode: 0 });
    },
  );

  it("take it where another argument is given", async () => {
    const cwd = await folderWith(HELLO);
    const reference = `registry.example.com/app@sha256:${"0".repeat(64)}`;
    const { stderr } = await waybill(["verify", reference], { cwd });
    expect(stderr).toMatch(/^error WB50\d\d/);
    const deployed = await waybill(["deploy", "--image", reference, "--to", "production"], { cwd });
    expect(deployed.stderr).toContain("it deploys nothing");
  });
});

describe("waybill doctor", () => {
  it("says what is wrong with this machine, and what to do", async () => {
    const folder = await folderWith(HELLO);
    await mkdir(join(folder, ".docker"));
    await writeFile(
      join(folder, ".docker/config.json"),
      '{"credsStore":"nowhere","auths":{"r.example.com":{"auth":"YTpi"}}}',
    );
    const { exitCode, stdout } = await waybill(["doctor"], surroundings(folder));
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^ok {7}Node .*^problem {2}engine .*no Docker Engine answers.*-> start Docker/ms);
    expect(stdout).toContain("docker-credential-nowhere is named in");
    expect(stdout).not.toContain("YTpi");
    const json = JSON.parse((await waybill(["doctor", "--json"], surroundings(folder))).stdout);
    expect(json.find(({ what }: { what: string }) => what === "git")).toMatchObject({ status: "warning" });
  });
});

describe("waybill completion", () => {
  const candidates = async (folder: string, ...words: readonly string[]) =>
    (await waybill(["complete-words", "--", ...words], surroundings(folder))).stdout
      .split("\n")
      .map((line) => line.split("\t")[0]);

  it("knows commands, options, jobs, events and runs", async () => {
    const folder = await folderWith(HELLO);
    await waybill(["run", "--executor", "host"], surroundings(folder));
    expect(await candidates(folder, "ru")).toEqual(["run", "runs"]);
    expect(await candidates(folder, "run", "--res")).toEqual(["--resume"]);
    expect(await candidates(folder, "run", "--job", "")).toEqual(["unit"]);
    expect(await candidates(folder, "run", "--event", "")).toEqual(["push"]);
    expect(await candidates(folder, "run", "--executor", "h")).toEqual(["host"]);
    expect(await candidates(folder, "why", "")).toEqual(["unit"]);
    expect(await candidates(folder, "logs", "")).toEqual(["unit", "last", expect.stringMatching(/^\w{12,}$/)]);
    expect(await candidates(folder, "explain", "WB400")).toContain("WB4001");
    expect(await candidates(folder, "nope", "")).toEqual([""]);
  });

  it("knows the jobs of the last run while the pipeline is broken", async () => {
    const folder = await folderWith(HELLO);
    await waybill(["run", "--executor", "host"], surroundings(folder));
    await writeFile(join(folder, "pipeline.ts"), "export default (");
    expect(await candidates(folder, "logs", "u")).toEqual(["unit"]);
  });

  it("completes in bash", async () => {
    const folder = await folderWith(HELLO);
    const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
    await mkdir(join(folder, "bin"));
    await symlink(command, join(folder, "bin/waybill"));
    const script = `eval "$(waybill completion bash)"
COMP_WORDS=(waybill run --executor ""); COMP_CWORD=3; _waybill; echo "\${COMPREPLY[@]}"
COMP_WORDS=(waybill run --job u); COMP_CWORD=3; _waybill; echo "\${COMPREPLY[@]}"`;
    const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
    const { stdout } = await execa("bash", ["-c", script], { ...surroundings(folder), env: { PATH } });
    expect(stdout).toBe("docker host\nunit");
  });

  it("refuses a shell that it does not know", async () => {
    const { exitCode, stderr } = await waybill(["completion", "tcsh"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("Allowed choices are bash, zsh, fish.")]);
  });
});
