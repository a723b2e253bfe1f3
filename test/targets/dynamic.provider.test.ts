import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { validateGitHub, validateGitLab } from "../conformance/targets.ts";
import { after, build, gate, graph, script, sh } from "./graphs.ts";

const plan = script("plan", { outputs: ["list"] });
const axis = (name: string) => ({ kind: "matrix", name }) as const;

function check(keys: readonly string[] | undefined, more: Partial<ScriptJob> = {}): ScriptJob {
  return script("check", {
    needs: [gate("plan"), gate("app")],
    image: {
      kind: "template",
      parts: [{ kind: "literal", value: "node:" }, axis(keys?.[0] ?? "value"), { kind: "literal", value: "-slim" }],
    },
    steps: [sh('test "$IT"', { env: { IT: axis(keys?.[0] ?? "value"), APP: { kind: "image", job: "app" } } })],
    dynamic: { from: { job: "plan", name: "list" }, ...(keys && { keys }), failFast: false },
    ...more,
  });
}

type YamlFile = Readonly<
  Record<string, { readonly variables?: Readonly<Record<string, string>>; readonly script?: readonly string[] }>
>;

const whole = (job: ScriptJob) => graph([plan, build("app"), job, script("last", { needs: [after("check")] })]);

describe("a dynamic matrix on GitHub", () => {
  it("is read from the output, and skipped when that is empty, which skips nothing else", async () => {
    const text =
      targets.github.emit(
        whole(
          check(["name", "port"], {
            artifacts: { paths: ["out"], exclude: [], on: "success", retentionDays: 1, junit: [] },
          }),
        ),
      ).files[0]?.text ?? "";
    expect(await validateGitHub(text)).toEqual([]);
    const { check: job, last } = parse(text).jobs;
    expect(job).toMatchObject({
      name: "check-${{ matrix.name }}-${{ matrix.port }}",
      strategy: { "fail-fast": false, matrix: { include: "${{ fromJSON(needs.plan.outputs.list) }}" } },
      container: { image: "node:${{ matrix.name }}-slim" },
    });
    expect(job.if).toContain("needs.plan.outputs.list != '[]'");
    expect(last.if).toContain("needs.check.result == 'skipped' && !(needs.plan.outputs.list != '[]')");
    expect(text).toContain("name: check-${{ strategy.job-index }}");
  });

  it("of texts, calls them value", async () => {
    const text = targets.github.emit(whole(check(undefined))).files[0]?.text ?? "";
    expect(await validateGitHub(text)).toEqual([]);
    expect(parse(text).jobs.check.strategy.matrix).toEqual({ value: "${{ fromJSON(needs.plan.outputs.list) }}" });
  });
});

describe("a dynamic matrix on GitLab", () => {
  it("knows the event of the pipeline that it is part of", () => {
    const job = check(["name"], { env: { EVENT: { kind: "run", name: "event" } } });
    const { files } = targets.gitlab.emit(whole(job));
    const [parent, child] = files.map(({ text }) => parse(text)) as [YamlFile, YamlFile];
    const passed = parent.check?.variables ?? {};
    const [script] = child.check?.script ?? [];
    const eventIn = (source: string) => {
      const values = Object.entries(passed).map(([name, value]) => [
        name,
        value.replace("$CI_PIPELINE_SOURCE", source),
      ]);
      const env = { ...process.env, ...Object.fromEntries(values), CI_PIPELINE_SOURCE: "parent_pipeline" };
      return execFileSync("sh", ["-euc", `${script}\necho "$event"`], { env, encoding: "utf8" }).trim();
    };
    expect(eventIn("web")).toBe("manual");
    expect(eventIn("merge_request_event")).toBe("pullRequest");
    expect(eventIn("parent_pipeline")).toBe("call");
  });

  it.each<[readonly string[] | undefined, string, unknown]>([
    [
      ["name", "port"],
      '[{"name":"it\'s","port":1},{"name":"b\\\\n","port":"2"}]',
      [
        { name: "it's", port: 1 },
        { name: "b\\n", port: "2" },
      ],
    ],
    [undefined, '["a", "$b"]', [{ value: ["a", "$b"] }]],
  ])("is a child pipeline, whose list a job fills in: %j", async (keys, list, expected) => {
    const { files, diagnostics } = targets.gitlab.emit(whole(check(keys)));
    expect(diagnostics).toEqual([]);
    const [parent, child] = files;
    expect(await validateGitLab(parent?.text ?? "")).toEqual([]);
    const filled = fill(parent?.text ?? "", child!, list);
    expect(await validateGitLab(filled)).toEqual([]);
    const { check: job } = parse(filled);
    expect(job).toMatchObject({
      image: { name: `node:$${keys?.[0] ?? "value"}-slim` },
      needs: [{ pipeline: "$WAYBILL_PARENT", job: "app", artifacts: true }],
      parallel: { matrix: expected },
    });
    expect(parse(parent?.text ?? "").check).toMatchObject({
      needs: [{ job: "check-list", artifacts: false }],
      trigger: { include: [{ artifact: ".waybill/check/pipeline.yml", job: "check-list" }], strategy: "depend" },
    });
  });

  it("does nothing for an empty list, and fails for what is none", async () => {
    const [parent, child] = targets.gitlab.emit(whole(check(undefined))).files;
    const none = fill(parent?.text ?? "", child!, "[]");
    expect(Object.keys(parse(none))).toEqual(["none"]);
    expect(() => fill(parent?.text ?? "", child!, "a, b")).toThrow("the output list of plan is no list");
  });

  it("is refused what a child pipeline cannot have", () => {
    const told = (more: Partial<ScriptJob>, dynamic = {}) => {
      const job = check(undefined, more);
      const source = whole({ ...job, dynamic: { ...job.dynamic!, ...dynamic } });
      return targets.gitlab.emit(source).diagnostics.map(({ code, message }) => `${code} ${message}`);
    };
    expect(told({}, { maxParallel: 2 })).toEqual([
      "WB3033 GitLab cannot limit the dynamic matrix `check` to 2 instances at a time",
    ]);
    expect(told({}, { maxParallel: 1, failFast: true })).toEqual([
      "WB3031 when an instance of the matrix `check` fails, GitLab does not stop the others",
    ]);
    expect(told({ allowFailure: { exitCodes: [] } })).toEqual([
      "WB3034 `check` is a dynamic matrix, and GitLab does not support its allowed failure in a child pipeline",
    ]);
  });
});

/** Runs the script that fills in the list, and gives what it wrote. */
function fill(parent: string, child: { readonly path: string; readonly text: string }, list: string): string {
  const folder = mkdtempSync(join(tmpdir(), "waybill-list-"));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    put(child.path, child.text);
    put(".waybill/plan/list", `${list}\n`);
    const [script] = parse(parent)["check-list"].script as readonly [string];
    execFileSync("sh", ["-eu", "-c", script], { cwd: folder, stdio: "pipe" });
    return readFileSync(join(folder, ".waybill/check/pipeline.yml"), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
