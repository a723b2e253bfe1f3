// What compiling costs, as ratios: each pair measured in turn in one run, medians of 15. Build first: npm run build.
//
//   node bench/compile.mjs            all
//   node bench/compile.mjs cold warm  some
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const repository = fileURLToPath(new URL("..", import.meta.url));
const waybill = join(repository, "dist/cli.js");
const tsc = join(repository, "node_modules/typescript/bin/tsc");

const folder = mkdtempSync(join(tmpdir(), "waybill-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A new folder with a pipeline's files, in which `waybill` can be imported. */
function project(name, files) {
  const root = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(repository, join(root, "node_modules/waybill"));
  return root;
}

/** Milliseconds a command takes. */
function timed(cwd, args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stderr}`);
  return milliseconds;
}

/** MiB that a command and the processes it starts hold at most, all together. */
async function memoryOf(cwd, args) {
  const child = spawn(process.execPath, args, { cwd, stdio: "ignore" });
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, held(child.pid));
  }, 5);
  const [status] = await once(child, "exit");
  clearInterval(timer);
  if (status !== 0) throw new Error(`${args.join(" ")} failed`);
  return most;
}

const PAGES_PER_MIB = 256;

/** What a process and those below it hold at this moment, as Linux tells it. */
function held(pid) {
  try {
    const own = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) / PAGES_PER_MIB;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return children.filter((one) => one).reduce((sum, one) => sum + held(one), own);
  } catch {
    return 0;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Measures two commands in turn and prints the ratio of their medians. */
function compare({ title, ours, theirs, names, goal, rounds = ROUNDS }) {
  ours();
  theirs();
  const [left, right] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    left.push(ours());
    right.push(theirs());
  }
  const [a, b] = [median(left), median(right)];
  judge(title, a / b, goal);
  console.log(`  ${names[0]} ${a.toFixed(0)} ms, ${names[1]} ${b.toFixed(0)} ms`);
}

function judge(title, figure, goal) {
  const held = figure <= goal ? "holds" : "DOES NOT HOLD";
  console.log(`${title}: ${figure.toFixed(2)} (goal: at most ${goal}, ${held})`);
  if (figure > goal) process.exitCode = 1;
}

let edits = 0;
/** Changes the pipeline, so that nothing kept of it is valid any more. */
function edit(root, text) {
  edits += 1;
  writeFileSync(join(root, "pipeline.ts"), `${text}// ${edits}\n`);
}

const COMPILE = [waybill, "compile", "pipeline.ts", "--target", "gitlab", "--root", "."];
const compile = (root) => timed(root, COMPILE);

const DELIVERY = readFileSync(join(repository, "examples/delivery/pipeline.ts"), "utf8");
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: "es2022",
    lib: ["es2022"],
    types: [],
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  files: ["pipeline.ts"],
});

const jobs = (count) =>
  `import { job, pipeline, push, sh } from "waybill";
const jobs = Array.from({ length: ${count} }, (_, n) => job(\`job-\${n}\`, {
  image: "node:20",
  steps: [sh\`npm ci\`, sh\`npm test -- \${n}\`],
  when: (run) => run.branch === "main" || run.event === "pullRequest",
}));
export default pipeline("many", { on: [push()], jobs });
`;

const imports = (count) => ({
  "pipeline.ts": `import { pipeline, push } from "waybill";
${Array.from({ length: count }, (_, n) => `import { unit as unit${n} } from "./jobs/job-${n}.ts";`).join("\n")}
export default pipeline("many", { on: [push()], jobs: [${Array.from({ length: count }, (_, n) => `unit${n}`).join(", ")}] });
`,
  ...Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `jobs/job-${n}.ts`,
      `import { job, sh } from "waybill";
export const unit = job("unit-${n}", {
  image: "node:20",
  steps: [sh\`npm test -- ${n}\`],
  when: (run) => run.branch === "main" && run.event === "push",
});
`,
    ]),
  ),
});

const benches = {
  cold() {
    const ours = project("cold", { "pipeline.ts": DELIVERY });
    const theirs = project("tsc", { "pipeline.ts": DELIVERY, "tsconfig.json": TSCONFIG });
    compare({
      title: "cold compile / tsc --noEmit",
      names: ["waybill", "tsc"],
      goal: 0.8,
      ours: () => {
        edit(ours, DELIVERY);
        return compile(ours);
      },
      theirs: () => timed(theirs, [tsc, "--noEmit", "-p", "."]),
    });
  },
  warm() {
    const ours = project("warm", { "pipeline.ts": DELIVERY });
    compare({
      title: "warm compile / node -e 0",
      names: ["waybill", "node"],
      goal: 2.5,
      ours: () => compile(ours),
      theirs: () => timed(ours, ["-e", "0"]),
    });
  },
  async jobs() {
    const [many, half] = [10_000, 5_000].map((count) => ({ text: jobs(count), root: project(`jobs-${count}`, {}) }));
    compare({
      title: "10,000 jobs / 5,000 jobs",
      names: ["10,000", "5,000"],
      goal: 2.5,
      ours: () => compileEdited(many),
      theirs: () => compileEdited(half),
    });
    await judgeMemory("10,000 jobs", many);
  },
  async files() {
    const [many, half] = [1_000, 500].map((count) => {
      const files = imports(count);
      return { text: files["pipeline.ts"], root: project(`files-${count}`, files) };
    });
    compare({
      title: "1,000 imported files / 500",
      names: ["1,000", "500"],
      goal: 2.5,
      ours: () => compileEdited(many),
      theirs: () => compileEdited(half),
    });
    await judgeMemory("1,000 imported files", many);
  },
};

/** Compiles a project that has changed since the last time. */
function compileEdited({ root, text }) {
  edit(root, text);
  return compile(root);
}

/** The memory of all processes together, in GiB. */
async function judgeMemory(title, { root, text }) {
  edit(root, text);
  judge(`${title}: memory in GiB`, (await memoryOf(root, COMPILE)) / 1024, 1);
}

// After its first compilation a user has it too.
spawnSync(process.execPath, [join(repository, "dist/prepare-checker.js")]);

const asked = process.argv.slice(2);
console.log(`node ${process.version}, ${process.platform} ${process.arch}, medians of ${ROUNDS}`);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
