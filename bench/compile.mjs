// What compiling costs, as ratios: each pair measured in turn in one run, medians of 15. Build first: npm run build.
//
//   node bench/compile.mjs            all
//   node bench/compile.mjs cold warm  some
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROUNDS = 15;
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

/** Milliseconds a command takes, and the memory it had at most, in MiB. */
function timed(cwd, args) {
  const start = performance.now();
  const wrapped = ["-f", "%M", process.execPath, ...args];
  const { status, stderr } = spawnSync("/usr/bin/time", wrapped, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stderr}`);
  return { milliseconds, memory: Number(stderr.toString().trim().split("\n").at(-1)) / 1024 };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Measures two commands in turn and prints the ratio of their medians. */
function compare({ title, ours, theirs, names, goal, rounds = ROUNDS }) {
  ours();
  theirs();
  const [left, right] = [[], []];
  let memory = 0;
  for (let round = 0; round < rounds; round += 1) {
    const one = ours();
    left.push(one.milliseconds);
    memory = Math.max(memory, one.memory);
    right.push(theirs().milliseconds);
  }
  const [a, b] = [median(left), median(right)];
  const ratio = a / b;
  const held = ratio <= goal ? "holds" : "DOES NOT HOLD";
  console.log(`${title}: ${ratio.toFixed(2)} (goal: at most ${goal}, ${held})`);
  console.log(`  ${names[0]} ${a.toFixed(0)} ms, ${names[1]} ${b.toFixed(0)} ms, ${memory.toFixed(0)} MiB at most`);
  if (ratio > goal) process.exitCode = 1;
}

let edits = 0;
/** Changes the pipeline, so that nothing kept of it is valid any more. */
function edit(root, text) {
  edits += 1;
  writeFileSync(join(root, "pipeline.ts"), `${text}// ${edits}\n`);
}

const check = (root) => timed(root, [waybill, "check", "pipeline.ts", "--root", "."]);

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
        return check(ours);
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
      ours: () => check(ours),
      theirs: () => timed(ours, ["-e", "0"]),
    });
  },
  jobs() {
    const [many, half] = [10_000, 5_000].map((count) => ({ text: jobs(count), root: project(`jobs-${count}`, {}) }));
    compare({
      title: "10,000 jobs / 5,000 jobs",
      names: ["10,000", "5,000"],
      goal: 2.5,
      ours: () => checkEdited(many),
      theirs: () => checkEdited(half),
    });
  },
  files() {
    const [many, half] = [1_000, 500].map((count) => {
      const files = imports(count);
      return { text: files["pipeline.ts"], root: project(`files-${count}`, files) };
    });
    compare({
      title: "1,000 imported files / 500",
      names: ["1,000", "500"],
      goal: 2.5,
      ours: () => checkEdited(many),
      theirs: () => checkEdited(half),
    });
  },
};

/** Compiles a project that has changed since the last time. */
function checkEdited({ root, text }) {
  edit(root, text);
  return check(root);
}

const asked = process.argv.slice(2);
console.log(`node ${process.version}, ${process.platform} ${process.arch}, medians of ${ROUNDS}`);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) bench();
}
