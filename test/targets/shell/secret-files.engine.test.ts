import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Env, ScriptJob } from "../../../compiler/graph/model/index.ts";
import { buildKeys } from "../../../compiler/targets/gitlab/build.ts";
import { nativeScript } from "../../../compiler/targets/gitlab/script.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { describeDocker } from "../../engine/index.ts";
import { build, gate, graph, script, sh } from "../graphs.ts";
import { onGitHub, onGitLab, runBesideEngine } from "./beside-engine.ts";
import { runShell, SHELLS } from "./shells.ts";

const KEY = "-----BEGIN it's a $KEY\n`id` \\ END----\n\n";
const env: Env = { KEY_PATH: { kind: "secretFile", name: "DEPLOY_KEY" } };
/** What the step sees of it: whose it is, all of it, and that nothing else has the value. */
const LOOK = `stat -c %a "$KEY_PATH"; cat "$KEY_PATH"; echo "$KEY_PATH" > where; env | grep -c BEGIN || true`;
const SEEN = `600\n${KEY}0\n`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-secret-files-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isLeft = () => existsSync(execFileSync("cat", [join(folder, "where")], { encoding: "utf8" }).trim());

describe.each(SHELLS)("files of secrets under %s", (_, argv) => {
  const gitlab = (job: ScriptJob, given: Readonly<Record<string, string>>) =>
    runShell(argv, `set -e\n${nativeScript(job, graph([job])).join("\n")}`, { cwd: folder, env: given });

  it("are made of GitLab's variables of type File", () => {
    const file = join(folder, "variable");
    writeFileSync(file, KEY);
    const { stdout, status } = gitlab(script("a", { env, steps: [sh(LOOK)] }), { DEPLOY_KEY: file });
    expect([stdout, status]).toEqual([SEEN, 0]);
    expect(isLeft()).toBe(false);
  });

  it("are made of GitLab's other variables, also where one that names the file has the secret's own name", () => {
    const job = script("a", { steps: [sh(LOOK, { env: { DEPLOY_KEY: env.KEY_PATH!, ...env } }), sh("cat where")] });
    const { stdout, status } = gitlab(job, { DEPLOY_KEY: KEY });
    expect([stdout.startsWith(SEEN), status]).toEqual([true, 0]);
    expect(isLeft()).toBe(false);
  });

  it("are gone when the step fails, whose exit code is kept, and there anew for the next step", () => {
    const failing = script("a", { env, steps: [sh(`${LOOK}; exit 7`)] });
    expect(gitlab(failing, { DEPLOY_KEY: KEY }).status).toBe(7);
    expect(isLeft()).toBe(false);
    const two = script("b", { env, steps: [sh(LOOK), sh(LOOK)] });
    writeFileSync(join(folder, "variable"), KEY);
    expect(gitlab(two, { DEPLOY_KEY: join(folder, "variable") }).stdout).toBe(SEEN + SEEN);
  });

  it("are not there for a step that is not given them", () => {
    const job = script("a", { steps: [sh(LOOK, { env }), sh('echo "${KEY_PATH-none}"')] });
    expect(gitlab(job, { DEPLOY_KEY: KEY }).stdout.endsWith("none\n")).toBe(true);
  });

  it("are kept from the environment on GitHub", () => {
    const job = script("a", { env, steps: [sh(`trap 'echo own' EXIT; ${LOOK}; exit 7`)] });
    const workflow = parse(targets.github.emit(graph([job])).files[0]?.text ?? "");
    const step = workflow.jobs.a.steps[1];
    expect(step.env).toEqual({ KEY_PATH: "${{ secrets.DEPLOY_KEY }}" });
    expect(workflow.jobs.a.env).toBeUndefined();
    const { stdout, status } = runShell([...argv, "-eu"], step.run, { cwd: folder, env: { KEY_PATH: KEY } });
    expect([stdout, status]).toEqual([`${SEEN}own\n`, 7]);
    expect(isLeft()).toBe(false);
  });

  it("are there where a failure of the step is allowed on GitHub", () => {
    const job = script("a", { env, allowFailure: { exitCodes: [7] }, steps: [sh(`${LOOK}; exit 7`)] });
    const step = parse(targets.github.emit(graph([job])).files[0]?.text ?? "").jobs.a.steps[1];
    const given = { KEY_PATH: KEY, GITHUB_OUTPUT: join(folder, "output") };
    const { stdout, status } = runShell([...argv, "-eu"], step.run, { cwd: folder, env: given });
    expect([stdout.startsWith(SEEN), status]).toEqual([true, 0]);
    expect(isLeft()).toBe(false);
  });

  it("are build secrets on GitLab, line breaks at their end too", () => {
    const job = build("app", { secrets: { netrc: { kind: "secretFile", name: "NETRC" } } });
    const words = buildKeys(job, graph([job])).script[1] ?? "";
    const look = `${words}printf '%s' "$BUILD_SECRET_NETRC"`;
    writeFileSync(join(folder, "netrc"), KEY);
    expect(runShell(argv, look, { env: { NETRC: join(folder, "netrc") } }).stdout).toBe(KEY);
    expect(runShell(argv, look, { env: { NETRC: KEY } }).stdout).toBe(KEY);
  });
});

describeDocker("files of secrets inside of an image", ({ images }) => {
  const run = (lines: string, given: Readonly<Record<string, string>>) =>
    runBesideEngine({ folder, image: images.busybox, lines, env: given });

  it("belong to its user on both providers, and are gone when the step ends", () => {
    const steps = [sh(`id -u; ${LOOK}`, { env }), sh('test ! -e "$(cat where)"; ls /dev/shm')];
    const job = script("a", { image: { kind: "build", job: "app" }, user: "1000", needs: [gate("app")], steps });
    const { login: _, ...app } = build("app");
    const jobs = graph([app, job]);

    const file = join(folder, "variable");
    writeFileSync(file, KEY);
    execFileSync("mkdir", ["-p", join(folder, ".waybill/app")]);
    writeFileSync(join(folder, ".waybill/app/digest"), `sha256:${"0".repeat(64)}`);
    const first = run(onGitLab(job, jobs), { CI_PROJECT_DIR: folder, DEPLOY_KEY: file });
    expect([first.stdout, first.status], first.stderr).toEqual([`1000\n${SEEN}`, 0]);

    rmSync(join(folder, "where"), { force: true });
    const image = `app@sha256:${"0".repeat(64)}`;
    const second = run(onGitHub(jobs, "a"), { GITHUB_WORKSPACE: folder, IMAGE: image, KEY_PATH: KEY });
    expect([second.stdout, second.status], second.stderr).toEqual([`1000\n${SEEN}`, 0]);
    expect(readdirSync(folder)).toContain("where");
  }, 60_000);
});
