// What whole processes cost beside others that do the same: gitlab-ci-local on the file we emit, `docker run`, `node -e 0`.
// It needs a Docker Engine with the image that BENCH_IMAGE names (default: busybox:local), and for gitlab-ci-local one with
// bash and rsync (BENCH_HELPER_IMAGE, default: the same). BENCH_GITLAB_CI_LOCAL names another gitlab-ci-local than ours.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { sideBySide } from "./floor.mjs";
import { inTurns } from "./measure.mjs";

const { BENCH_IMAGE: image = "busybox:local", BENCH_ROUNDS, BENCH_GITLAB_CI_LOCAL } = process.env;
const helper = process.env.BENCH_HELPER_IMAGE ?? image;
const rounds = Number(BENCH_ROUNDS ?? 5);
const repository = fileURLToPath(new URL("..", import.meta.url));
const waybill = join(repository, "dist/cli.js");
const peer = BENCH_GITLAB_CI_LOCAL ?? createRequire(import.meta.url).resolve("gitlab-ci-local/src/index.js");
const folder = mkdtempSync(join(tmpdir(), "waybill-peers-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A repository with a pipeline, compiled for GitLab and kept as a graph. */
function project(name, body) {
  const root = join(folder, name);
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(repository, join(root, "node_modules/waybill"));
  const source = `import { job, pipeline, push, sh } from "waybill";\nconst image = ${JSON.stringify(image)};\n${body}`;
  writeFileSync(join(root, "pipeline.ts"), source);
  writeFileSync(join(root, ".gitignore"), "node_modules\n.gitlab-ci-local\n");
  const git = (...args) => execFileSync("git", args, { cwd: root, stdio: "ignore" });
  git("init", "-b", "main");
  git("remote", "add", "origin", "https://gitlab.example.com/group/project.git");
  node(root, [waybill, "compile", "pipeline.ts", "--target", "gitlab", "--root", "."]);
  git("add", ".");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-m", "a pipeline");
  return root;
}

/** Runs a program of Node to its end. Its store and its cache are the benchmark's own. */
function node(cwd, args) {
  const env = {
    ...process.env,
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_STATE_HOME: join(folder, "state"),
    CI: "true",
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

const here = (root, ...options) =>
  node(root, [waybill, "run", "pipeline.ts", "--root", ".", "--reporter", "plain", ...options]);
const there = (root) =>
  node(root, [peer, "--helper-image", helper, "--pull-policy", "if-not-present", "--no-artifacts-to-source"]);

const IN_A_ROW = `const a = job("a", { image, steps: [sh\`true\`] });
const b = job("b", { image, needs: [a], steps: [sh\`true\`] });
const c = job("c", { image, needs: [b], steps: [sh\`true\`] });
export default pipeline("row", { on: [push()], jobs: [c] });`;

const SLEEPS = `const jobs = Array.from({ length: 20 }, (_, n) => job(\`sleep-\${n}\`, { image, steps: [sh\`sleep 0.2\`] }));
export default pipeline("sleeps", { on: [push()], jobs });`;

const UNCHANGED = `const jobs = Array.from({ length: 100 }, (_, n) => job(\`job-\${n}\`, { image, inputs: ["*.txt"], steps: [sh\`true\`] }));
export default pipeline("unchanged", { on: [push()], jobs });`;

const rows = {
  "3 jobs in a row, whole process / gitlab-ci-local": () => {
    const root = project("row", IN_A_ROW);
    return inTurns(
      rounds,
      async () => here(root),
      async () => there(root),
    );
  },
  "20 jobs of sleep 0.2, whole process / gitlab-ci-local": () => {
    const root = project("sleeps", SLEEPS);
    return inTurns(
      Math.ceil(rounds / 2),
      async () => here(root),
      async () => there(root),
    );
  },
  "20 jobs of sleep 0.2, whole process / 20 docker run side by side": () => {
    const root = project("sleeps-run", SLEEPS);
    const run = () => execa("docker", ["run", "--rm", image, "sleep", "0.2"]);
    return inTurns(
      rounds,
      async () => here(root),
      () => sideBySide(20, 20, run),
    );
  },
  "100 jobs, all unchanged, whole process / node -e 0": () => {
    const root = project("unchanged", UNCHANGED);
    here(root);
    const again = () => {
      if (here(root).match(/unchanged/g)?.length < 100) throw new Error("a job ran again");
    };
    return inTurns(
      rounds,
      async () => again(),
      async () => node(root, ["-e", "0"]),
    );
  },
};

const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(rows)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const [ours, theirs] = await measure();
  console.log(
    `${name.padEnd(66)} ${ours.toFixed(0).padStart(6)} ms / ${theirs.toFixed(0).padStart(6)} ms = ${(ours / theirs).toFixed(2)}`,
  );
}
