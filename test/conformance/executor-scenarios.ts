import { posix } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { equal, isSet, RUN } from "../../compiler/expr/index.ts";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import type { RunOutcome } from "../../runtime/index.ts";
import type { Act } from "../runtime/fake-executor.ts";
import { need, scriptJob, step } from "../runtime/graphs.ts";

/** What a run of a scenario shows. */
export interface Seen {
  readonly outcome: RunOutcome;
  /** Lines of a job's stream. */
  lines(job: string, stream?: "stdout" | "stderr"): readonly string[];
  readonly events: readonly string[];
  /** What jobs report. */
  readonly reports: readonly unknown[];
}

/** One thing that every executor has to do alike. Each script stands beside what it means on the fake executor. */
export interface Scenario {
  readonly name: string;
  readonly jobs: readonly ScriptJob[];
  readonly acts: Readonly<Record<string, Act>>;
  /** The run is cancelled when a line holds this text. */
  readonly cancelAt?: string;
  /** Values of secrets. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Throws where it is not as it should be. */
  readonly expect: (seen: Seen, is: Is) => void;
}

type Is = (actual: unknown, expected: unknown) => void;

const says = (...lines: readonly string[]): Act => {
  return ({ write }) => write("stdout", lines.map((line) => `${line}\n`).join(""));
};
const exits =
  (code: number): Act =>
  () =>
    code;
const untilStopped: Act = async ({ signal }) => {
  await pause(60_000, undefined, { signal }).catch(() => {});
  return 143;
};
const statuses = ({ outcome }: Seen) =>
  Object.fromEntries([...outcome.jobs].map(([id, result]) => [id, result.status]));
const failure = ({ outcome }: Seen, job: string) => {
  const result = outcome.jobs.get(job);
  return result?.status === "failed" ? result.failure : result;
};

const BIG = 20_000;
const MODES = "mkdir modes; cd modes; touch a b c d; chmod 600 a; chmod 444 b; chmod 755 c; chmod 640 d; ln d e";
/** Of two lines, with what shells make something of, and a line break at its end. */
const KEY = "-----BEGIN it's a $KEY\n`id` \\ END----\n";
const HANDS = `printf '%s\\n' VERSION=1=2 MODE=set OWN=no TOKEN=mine >> "$WAYBILL_ENV"; exit 3`;
const SHOWS = 'echo "$VERSION $MODE $OWN"';
const MAKES = 'echo "version=1=2" >> "$WAYBILL_OUTPUT"; exit 3';
const READ = `echo "$KEY_PATH" > where
case $KEY_PATH in "$PWD"*) exit 7 ;; esac
if env | grep -q BEGIN; then exit 8; fi
echo "$(stat -c %a "$KEY_PATH") $(wc -c < "$KEY_PATH") $(basename "$KEY_PATH")"`;
const FAILING_REPORT =
  '<testsuite><testcase name="pays"><failure message="no money"/></testcase><testcase name="ships"/></testsuite>';
const COVERAGE_REPORT = '<coverage line-rate="0.5"/>';
const FAILING_TESTS = `mkdir -p reports/deep
echo '${FAILING_REPORT}' > reports/deep/a.xml
echo '${COVERAGE_REPORT}' > coverage.xml`;
const LONG_LINE = "ä€🦭".repeat(5000);

export const scenarios: readonly Scenario[] = [
  {
    name: "01 a job whose steps succeed",
    jobs: [scriptJob("one", { steps: [step("echo first"), step("echo second")] })],
    acts: { "echo first": says("first"), "echo second": says("second") },
    expect(seen, is) {
      is(seen.outcome.exitCode, 0);
      is(statuses(seen), { one: "succeeded" });
      is(seen.lines("one"), ["first", "second"]);
      is(seen.events, [
        "job-started",
        "step-started 0",
        "step-finished 0",
        "step-started 1",
        "step-finished 0",
        "job-finished",
      ]);
    },
  },
  {
    name: "02 a step that fails stops the later ones, and its exit code is kept",
    jobs: [scriptJob("one", { steps: [step("exit 7"), step("echo never")] })],
    acts: { "exit 7": exits(7), "echo never": says("never") },
    expect(seen, is) {
      is(seen.outcome.exitCode, 1);
      is(failure(seen, "one"), { kind: "exit", step: 0, exitCode: 7 });
      is(seen.lines("one"), []);
    },
  },
  {
    name: "02 steps that run after a failure, and one that may fail",
    jobs: [
      scriptJob("one", {
        steps: [
          step("echo no", { runs: "onFailure" }),
          step("exit 4", { allowFailure: true }),
          step("exit 7"),
          step("echo never"),
          step("echo failed", { runs: "onFailure" }),
          step("exit 8", { runs: "always" }),
          step("echo end", { runs: "unlessCancelled" }),
        ],
      }),
    ],
    acts: {
      ...{ "exit 4": exits(4), "exit 7": exits(7), "exit 8": exits(8), "echo no": says("no") },
      ...{ "echo never": says("never"), "echo failed": says("failed"), "echo end": says("end") },
    },
    expect(seen, is) {
      is(seen.lines("one"), ["Failed with exit code 4, which is allowed.", "failed", "end"]);
      is(failure(seen, "one"), { kind: "exit", step: 2, exitCode: 7 });
    },
  },
  {
    name: "02 a job without a checkout begins in an empty folder",
    jobs: [scriptJob("one", { checkout: "none", steps: [step("ls -A")] })],
    acts: {},
    expect(seen, is) {
      is(seen.lines("one"), []);
      is(statuses(seen), { one: "succeeded" });
    },
  },
  {
    name: "03 a command that fails ends the script, a variable without value too",
    jobs: [
      scriptJob("command", { steps: [step("false\necho on")] }),
      scriptJob("variable", { steps: [step('echo "$NOT_SET"')] }),
    ],
    acts: { "false\necho on": exits(1), 'echo "$NOT_SET"': exits(1) },
    expect(seen, is) {
      is(statuses(seen), { command: "failed", variable: "failed" });
      is(seen.lines("command"), []);
    },
  },
  {
    name: "04 the environment of a job and of one step",
    jobs: [
      scriptJob("one", {
        env: { A: { kind: "literal", value: "job" }, B: { kind: "literal", value: 'it\'s "$HOME" `x` \\' } },
        steps: [step('echo "$A" "$B"', { env: { A: { kind: "literal", value: "step" } } }), step('echo "${A}"')],
      }),
    ],
    acts: {
      'echo "$A" "$B"': ({ env, write }) => write("stdout", `${env.A} ${env.B}\n`),
      'echo "${A}"': ({ env, write }) => write("stdout", `${env.A}\n`),
    },
    expect(seen, is) {
      is(seen.lines("one"), ['step it\'s "$HOME" `x` \\', "job"]);
    },
  },
  {
    name: "05 each step is a process of its own: only files pass between them",
    jobs: [
      scriptJob("one", {
        steps: [step("X=1; cd /"), step("echo a > file; export X=1"), step('echo "${X:-unset}" "$(cat file)"')],
      }),
    ],
    acts: {
      "echo a > file; export X=1": ({ files }) => void files.set("file", "a"),
      'echo "${X:-unset}" "$(cat file)"': ({ files, write }) => write("stdout", `unset ${files.get("file")}\n`),
    },
    expect(seen, is) {
      is(seen.lines("one").at(-1), "unset a");
    },
  },
  {
    name: "06 outputs, of which the last counts and only declared ones do",
    jobs: [
      scriptJob("one", {
        outputs: ["version"],
        steps: [
          step('echo "version=1" >> "$WAYBILL_OUTPUT"; echo "other=x" >> "$WAYBILL_OUTPUT"'),
          step('echo "version=a=b" >> "$WAYBILL_OUTPUT"'),
        ],
      }),
      scriptJob("two", {
        needs: [need("one", { gate: true })],
        env: { V: { kind: "output", job: "one", name: "version" } },
        steps: [step('echo "got $V"')],
      }),
    ],
    acts: {
      'echo "version=1" >> "$WAYBILL_OUTPUT"; echo "other=x" >> "$WAYBILL_OUTPUT"': ({ output }) => {
        output("version", "1");
        output("other", "x");
      },
      'echo "version=a=b" >> "$WAYBILL_OUTPUT"': ({ output }) => output("version", "a=b"),
      'echo "got $V"': ({ env, write }) => write("stdout", `got ${env.V}\n`),
    },
    expect(seen, is) {
      is(seen.outcome.jobs.get("one"), { status: "succeeded", outputs: { version: "a=b" } });
      is(seen.lines("two"), ["got a=b"]);
    },
  },
  {
    name: "07 artifacts go to those that name them, and to nobody else",
    jobs: [
      scriptJob("make", {
        steps: [
          step(
            "mkdir -p out/deep; echo a > out/deep/a.txt; echo b > out/b.log; echo c > c.txt; chmod +x out/deep/a.txt",
          ),
        ],
        artifacts: { paths: ["out/**/*.txt", "c.txt"], exclude: [], on: "success", retentionDays: 1, junit: [] },
      }),
      scriptJob("use", {
        needs: [need("make", { artifacts: true })],
        steps: [step("cat out/deep/a.txt c.txt; test ! -e out/b.log; test -x out/deep/a.txt")],
      }),
      scriptJob("other", { needs: [need("make")], steps: [step("test ! -e out && test ! -e c.txt")] }),
    ],
    acts: {
      "mkdir -p out/deep; echo a > out/deep/a.txt; echo b > out/b.log; echo c > c.txt; chmod +x out/deep/a.txt": ({
        files,
      }) => {
        files.set("out/deep/a.txt", "a").set("out/b.log", "b").set("c.txt", "c");
      },
      "cat out/deep/a.txt c.txt; test ! -e out/b.log; test -x out/deep/a.txt": ({ files, write }) => {
        write("stdout", `${files.get("out/deep/a.txt")}\n${files.get("c.txt")}\n`);
        return files.has("out/b.log") ? 1 : 0;
      },
      "test ! -e out && test ! -e c.txt": ({ files }) => (files.has("c.txt") ? 1 : 0),
    },
    expect(seen, is) {
      is(statuses(seen), { make: "succeeded", use: "succeeded", other: "succeeded" });
      is(seen.lines("use"), ["a", "c"]);
    },
  },
  {
    name: "08 a private tree: what a job leaves is seen by no other, and not in the checkout",
    jobs: [
      scriptJob("first", {
        steps: [step("cat tracked.txt; echo changed > tracked.txt; echo x > left.txt; rm -r folder")],
      }),
      scriptJob("second", {
        needs: [need("first")],
        steps: [step("cat tracked.txt; test ! -e left.txt; cat folder/inside.txt")],
      }),
    ],
    acts: {
      "cat tracked.txt; echo changed > tracked.txt; echo x > left.txt; rm -r folder": ({ files, write }) => {
        write("stdout", `${files.get("tracked.txt")}`);
        files.set("tracked.txt", "changed");
      },
      "cat tracked.txt; test ! -e left.txt; cat folder/inside.txt": ({ files, write }) => {
        write("stdout", `${files.get("tracked.txt")}${files.get("folder/inside.txt")}`);
      },
    },
    expect(seen, is) {
      is(seen.lines("first"), ["original"]);
      is(seen.lines("second"), ["original", "inside"]);
    },
  },
  {
    name: "09 standard output and standard error are told apart",
    jobs: [scriptJob("one", { steps: [step("echo out; echo err >&2; printf tail")] })],
    acts: {
      "echo out; echo err >&2; printf tail": ({ write }) => {
        write("stdout", "out\n");
        write("stderr", "err\n");
        write("stdout", "tail");
      },
    },
    expect(seen, is) {
      is(seen.lines("one", "stdout"), ["out", "tail"]);
      is(seen.lines("one", "stderr"), ["err"]);
    },
  },
  {
    name: "10 characters of several bytes, cut up by the streams",
    jobs: [scriptJob("one", { steps: [step("cat wide.txt; printf '\\303'; printf '\\244\\n'")] })],
    acts: {
      "cat wide.txt; printf '\\303'; printf '\\244\\n'": ({ files, write }) =>
        write("stdout", `${files.get("wide.txt")}ä\n`),
    },
    expect(seen, is) {
      const lines = seen.lines("one");
      is(lines.slice(0, -1).join("") === LONG_LINE || lines[0] === LONG_LINE, true);
      is(lines.at(-1), "ä");
    },
  },
  {
    name: "11 a job that takes too long is stopped",
    jobs: [scriptJob("one", { timeout: 1, steps: [step("echo begun; sleep 60"), step("echo never")] })],
    acts: { "echo begun; sleep 60": untilStopped },
    expect(seen, is) {
      is(failure(seen, "one"), { kind: "timeout", seconds: 1 });
      is(seen.lines("one").includes("never"), false);
    },
  },
  {
    name: "12 a run that is cancelled: what runs is stopped, nothing more is started",
    jobs: [
      scriptJob("one", { steps: [step("echo begun; sleep 60")] }),
      scriptJob("two", { needs: [need("one")], steps: [step("echo never")] }),
    ],
    acts: {
      "echo begun; sleep 60": async (world) => {
        world.write("stdout", "begun\n");
        return untilStopped(world);
      },
    },
    cancelAt: "begun",
    expect(seen, is) {
      is(seen.outcome.status, "cancelled");
      is(statuses(seen), { one: "cancelled", two: "cancelled" });
    },
  },
  {
    name: "13 much output, whole and in order",
    jobs: [
      scriptJob("one", { steps: [step(`i=0; while [ $i -lt ${BIG} ]; do echo "line $i of much"; i=$((i+1)); done`)] }),
    ],
    acts: {
      [`i=0; while [ $i -lt ${BIG} ]; do echo "line $i of much"; i=$((i+1)); done`]: says(
        ...Array.from({ length: BIG }, (_, index) => `line ${index} of much`),
      ),
    },
    expect(seen, is) {
      const lines = seen.lines("one");
      is(lines.length, BIG);
      is(
        lines.every((line, index) => line === `line ${index} of much`),
        true,
      );
    },
  },
  {
    name: "14 the working directory, of a job and of one step",
    jobs: [
      scriptJob("one", {
        workingDirectory: "folder",
        steps: [
          step("cat inside.txt"),
          step("cat ../folder/inside.txt; cat wide.txt > /dev/null", { workingDirectory: "." }),
        ],
      }),
    ],
    acts: {
      "cat inside.txt": ({ files, folder, write }) => write("stdout", `${files.get(`${folder}/inside.txt`)}`),
      "cat ../folder/inside.txt; cat wide.txt > /dev/null": ({ folder }) => (folder === "." ? 1 : 0),
    },
    expect(seen, is) {
      is(seen.lines("one", "stdout"), ["inside"]);
      is(failure(seen, "one"), { kind: "exit", step: 1, exitCode: 1 });
    },
  },
  {
    name: "15 a failed attempt is repeated, on a fresh tree, as often as the job says",
    jobs: [scriptJob("one", { retry: 2, steps: [step("cat tracked.txt; rm tracked.txt; exit 3")] })],
    acts: {
      "cat tracked.txt; rm tracked.txt; exit 3": ({ files, write }) => {
        write("stdout", `${files.get("tracked.txt")}`);
        return 3;
      },
    },
    expect(seen, is) {
      is(seen.lines("one"), ["original", "original", "original"]);
      is(failure(seen, "one"), { kind: "exit", step: 0, exitCode: 3 });
    },
  },
  {
    name: "16 a program without a shell",
    jobs: [
      scriptJob("one", {
        steps: [
          step("", { run: { kind: "exec", argv: ["echo", "$HOME", "a  b"] } }),
          step("", { run: { kind: "exec", argv: ["not-there"] } }),
        ],
      }),
    ],
    acts: { "echo $HOME a  b": says("$HOME a  b"), "not-there": exits(127) },
    expect(seen, is) {
      is(seen.lines("one")[0], "$HOME a  b");
      is(failure(seen, "one"), { kind: "exit", step: 1, exitCode: 127 });
    },
  },
  {
    name: "17 a failure that is allowed does not fail the run",
    jobs: [
      scriptJob("one", { allowFailure: { exitCodes: [4] }, steps: [step("exit 4")] }),
      scriptJob("two", { needs: [need("one")], steps: [step("echo on")] }),
    ],
    acts: { "exit 4": exits(4), "echo on": says("on") },
    expect(seen, is) {
      is(seen.outcome.exitCode, 0);
      is(seen.lines("two"), ["on"]);
    },
  },
  {
    name: "18 what a step leaves running ends with the job",
    jobs: [scriptJob("one", { steps: [step("(trap '' TERM; sleep 60; echo late) & echo done")] })],
    acts: { "(trap '' TERM; sleep 60; echo late) & echo done": says("done") },
    expect(seen, is) {
      is(statuses(seen), { one: "succeeded" });
      is(seen.lines("one"), ["done"]);
    },
  },
  {
    name: "19 a final job runs after a failure, is told of it, and takes the artifacts that are there",
    jobs: [
      scriptJob("make", {
        steps: [step("echo made > made.txt")],
        artifacts: { paths: ["made.txt"], exclude: [], on: "success", retentionDays: 1, junit: [] },
      }),
      scriptJob("fails", { steps: [step("exit 5")] }),
      scriptJob("skipped", { needs: [need("fails")], steps: [step("echo never")] }),
      scriptJob("clean", {
        finally: true,
        needs: [need("make", { artifacts: true }), need("fails"), need("skipped")],
        steps: [step('echo "$STATUS"; cat made.txt', { env: { STATUS: { kind: "run", name: "status" } } })],
      }),
    ],
    acts: {
      "echo made > made.txt": ({ files }) => void files.set("made.txt", "made"),
      "exit 5": exits(5),
      'echo "$STATUS"; cat made.txt': ({ env, files, write }) =>
        write("stdout", `${env.STATUS}\n${files.get("made.txt")}\n`),
    },
    expect(seen, is) {
      is(statuses(seen), { make: "succeeded", fails: "failed", skipped: "skipped", clean: "succeeded" });
      is(seen.lines("clean"), ["failed", "made"]);
      is(seen.outcome.exitCode, 1);
    },
  },
  {
    name: "20 a final job runs also when the run is stopped",
    jobs: [
      scriptJob("one", { steps: [step("echo begun; sleep 60")] }),
      scriptJob("two", { needs: [need("one")], steps: [step("echo never")] }),
      scriptJob("clean", {
        finally: true,
        needs: [need("one"), need("two")],
        steps: [step('echo "$STATUS"', { env: { STATUS: { kind: "run", name: "status" } } })],
      }),
    ],
    acts: {
      "echo begun; sleep 60": async (world) => {
        world.write("stdout", "begun\n");
        return untilStopped(world);
      },
      'echo "$STATUS"': ({ env, write }) => write("stdout", `${env.STATUS}\n`),
    },
    cancelAt: "begun",
    expect(seen, is) {
      is(seen.outcome.status, "cancelled");
      is(statuses(seen), { one: "cancelled", two: "cancelled", clean: "succeeded" });
      is(seen.lines("clean"), ["cancelled"]);
    },
  },
  {
    name: "21 an entrypoint starts each step's process, a program's too, in the step's folder",
    jobs: [
      scriptJob("one", {
        entrypoint: ["env", "STARTED=it's so"],
        steps: [
          step('echo "$STARTED"; cat inside.txt', { workingDirectory: "folder" }),
          step("", { run: { kind: "exec", argv: ["sh", "-c", "echo $STARTED"] } }),
          step("exit 6"),
        ],
      }),
    ],
    acts: {
      'echo "$STARTED"; cat inside.txt': says("it's so", "inside"),
      "sh -c echo $STARTED": says("it's so"),
      "exit 6": exits(6),
    },
    expect(seen, is) {
      is(seen.lines("one"), ["it's so", "inside", "it's so"]);
      is(failure(seen, "one"), { kind: "exit", step: 2, exitCode: 6 });
    },
  },
  {
    name: "22 a step whose condition does not hold is passed over, also where that is every step",
    jobs: [
      scriptJob("facts", { outputs: ["mode"], steps: [step('echo mode=full >> "$WAYBILL_OUTPUT"')] }),
      scriptJob("one", {
        needs: [need("facts", { gate: true })],
        steps: [
          step("echo tag", { when: isSet(RUN.tag) }),
          step("echo full", { when: equal({ kind: "output", job: "facts", name: "mode" }, "full") }),
          step("exit 3", { when: equal({ kind: "output", job: "facts", name: "mode" }, "FULL") }),
          step("echo always"),
        ],
      }),
      scriptJob("none", { steps: [step("exit 4", { when: isSet(RUN.tag) })] }),
    ],
    acts: {
      'echo mode=full >> "$WAYBILL_OUTPUT"': ({ output }) => output("mode", "full"),
      "echo full": says("full"),
      "echo always": says("always"),
      "echo tag": says("tag"),
      "exit 3": exits(3),
      "exit 4": exits(4),
    },
    expect(seen, is) {
      is(statuses(seen), { facts: "succeeded", one: "succeeded", none: "succeeded" });
      is(seen.lines("one"), ["full", "always"]);
      is(seen.events.filter((one) => one.startsWith("step-skipped")).sort(), [
        "step-skipped 0",
        "step-skipped 0",
        "step-skipped 2",
      ]);
    },
  },
  {
    name: "22a a step reads what earlier ones have left",
    jobs: [
      scriptJob("one", {
        outputs: ["of"],
        outputsFrom: { of: { step: "made", name: "version" } },
        steps: [
          step(MAKES, { id: "made", outputs: ["version"], allowFailure: true }),
          step("echo never", {
            id: "never",
            when: equal({ kind: "step", step: "made", name: "outputs.version" }, null),
          }),
          step('echo "$VERSION $MADE $NEVER"', {
            when: equal({ kind: "step", step: "made", name: "outcome" }, "failure"),
            env: {
              VERSION: { kind: "step", step: "made", name: "outputs.version" },
              MADE: { kind: "step", step: "made", name: "outcome" },
              NEVER: { kind: "step", step: "never", name: "outcome" },
            },
          }),
        ],
      }),
      scriptJob("two", {
        needs: [need("one", { gate: true })],
        env: { OF: { kind: "output", job: "one", name: "of" } },
        steps: [step('echo "$OF"')],
      }),
    ],
    acts: {
      [MAKES]({ output }) {
        output("version", "1=2");
        return 3;
      },
      'echo "$VERSION $MADE $NEVER"': ({ env, write }) => write("stdout", `${env.VERSION} ${env.MADE} ${env.NEVER}\n`),
      'echo "$OF"': ({ env, write }) => write("stdout", `${env.OF}\n`),
    },
    expect(seen, is) {
      is(statuses(seen), { one: "succeeded", two: "succeeded" });
      is(seen.lines("one").at(-1), "1=2 failure skipped");
      is(seen.lines("two"), ["1=2"]);
    },
  },
  {
    name: "22b a step takes the variables that earlier ones have handed on, of which its own and secrets are stronger",
    secrets: { TOKEN: "theirs-and-theirs-alone" },
    jobs: [
      scriptJob("one", {
        env: { MODE: { kind: "literal", value: "job" }, TOKEN: { kind: "secret", name: "TOKEN" } },
        steps: [
          step(HANDS, { writes: ["env"], allowFailure: true }),
          step(SHOWS, { env: { OWN: { kind: "literal", value: "own" } } }),
          step('test "$TOKEN" != mine'),
        ],
      }),
      scriptJob("two", { needs: [need("one", { gate: true })], steps: [step('echo "${VERSION-unset}"')] }),
    ],
    acts: {
      [HANDS]({ hand }) {
        for (const [name, value] of Object.entries({ VERSION: "1=2", MODE: "set", OWN: "no", TOKEN: "mine" }))
          hand(name, value);
        return 3;
      },
      [SHOWS]: ({ env, write }) => write("stdout", `${env.VERSION} ${env.MODE} ${env.OWN}\n`),
      'test "$TOKEN" != mine': ({ env }) => (env.TOKEN === "mine" ? 1 : 0),
      'echo "${VERSION-unset}"': ({ env, write }) => write("stdout", `${env.VERSION ?? "unset"}\n`),
    },
    expect(seen, is) {
      is(statuses(seen), { one: "succeeded", two: "succeeded" });
      is(seen.lines("one").at(-1), "1=2 set own");
      is(seen.lines("two"), ["unset"]);
    },
  },
  {
    name: "23 a secret as a file that the step's user alone can read, and that is gone when the step has ended",
    secrets: { DEPLOY_KEY: KEY },
    jobs: [
      scriptJob("one", {
        steps: [
          step(READ, { env: { KEY_PATH: { kind: "secretFile", name: "DEPLOY_KEY" } } }),
          step('if [ -e "$(cat where)" ] || [ -n "${KEY_PATH:-}" ]; then exit 5; fi'),
          step('cat "$OTHER"; exit 6', { env: { OTHER: { kind: "secretFile", name: "DEPLOY_KEY" } } }),
        ],
      }),
    ],
    acts: {
      [READ]({ files, env, write }) {
        const path = env.KEY_PATH ?? "";
        files.set("where", path);
        return write("stdout", `${files.get(path) === KEY ? "600 38" : ""} ${posix.basename(path)}\n`);
      },
      'if [ -e "$(cat where)" ] || [ -n "${KEY_PATH:-}" ]; then exit 5; fi': ({ files, env }) =>
        files.has(files.get("where") ?? "") || env.KEY_PATH ? 5 : 0,
      async 'cat "$OTHER"; exit 6'({ files, env, write }) {
        await write("stdout", files.get(env.OTHER ?? "") ?? "");
        return 6;
      },
    },
    expect(seen, is) {
      is(seen.lines("one"), ["600 38 DEPLOY_KEY", "[masked]", "[masked]"]);
      is(failure(seen, "one"), { kind: "exit", step: 2, exitCode: 6 });
    },
  },
  {
    name: "24 reports are read when a job has ended, also when it failed; broken ones change nothing",
    jobs: [
      scriptJob("failing", {
        steps: [step(FAILING_TESTS), step("exit 3")],
        artifacts: {
          ...{ paths: [], exclude: [], on: "success", retentionDays: 1 },
          junit: ["reports/**/*.xml"],
          coverage: { format: "cobertura", path: "coverage.xml" },
        },
      }),
      scriptJob("missing", {
        steps: [step("echo '<testsuite' > a.xml")],
        artifacts: { paths: [], exclude: [], on: "success", retentionDays: 1, junit: ["a.xml", "b.xml"] },
      }),
    ],
    acts: {
      [FAILING_TESTS]({ files }) {
        files.set("reports/deep/a.xml", FAILING_REPORT);
        files.set("coverage.xml", COVERAGE_REPORT);
      },
      "exit 3": exits(3),
      "echo '<testsuite' > a.xml": ({ files }) => void files.set("a.xml", "<testsuite\n"),
    },
    expect(seen, is) {
      is(statuses(seen), { failing: "failed", missing: "succeeded" });
      is(
        [...seen.reports].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        [
          {
            job: "failing",
            tests: { total: 2, failed: 1, skipped: 0, failures: [{ name: "pays", message: "no money" }] },
            coverage: { lines: 50 },
            problems: [],
          },
          {
            job: "missing",
            problems: ["the report a.xml cannot be read: Unexpected end", "there is no report b.xml"],
          },
        ],
      );
    },
  },
  {
    name: "25 files keep their permissions on the way to another job",
    jobs: [
      scriptJob("make", {
        steps: [step(MODES)],
        artifacts: { paths: ["modes"], exclude: [], on: "success", retentionDays: 1, junit: [] },
      }),
      scriptJob("use", { needs: [need("make", { artifacts: true })], steps: [step("stat -c '%a %n' modes/*")] }),
    ],
    acts: {
      [MODES]: ({ files }) => void files.set("modes/a", ""),
      "stat -c '%a %n' modes/*": says("600 modes/a", "444 modes/b", "755 modes/c", "640 modes/d", "640 modes/e"),
    },
    expect(seen, is) {
      is(statuses(seen), { make: "succeeded", use: "succeeded" });
      is(seen.lines("use"), ["600 modes/a", "444 modes/b", "755 modes/c", "640 modes/d", "640 modes/e"]);
    },
  },
];

/** The tree that every scenario begins with. */
export const tree: Readonly<Record<string, string>> = {
  "tracked.txt": "original\n",
  "folder/inside.txt": "inside\n",
  "wide.txt": `${LONG_LINE}\n`,
};
