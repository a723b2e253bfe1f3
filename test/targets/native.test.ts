import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ALWAYS, equal, type Expr, isEvent, RUN } from "../../compiler/expr/index.ts";
import type { NativeJob, Step } from "../../compiler/graph/model/index.ts";
import { providers } from "../../compiler/targets/providers.ts";
import { injections } from "../../compiler/targets/script-injection.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { withNative } from "../../compiler/targets/native.ts";
import type { Emission } from "../../compiler/targets/target.ts";
import { startedRuns } from "../../compiler/graph/trigger-condition.ts";
import { graphOf, script } from "../graph/sample.ts";

const { id, location, stage, needs, when, timeout, env } = script("scan");
const scan = { id, location, stage, needs, when, timeout, env, kind: "native" } as NativeJob;

describe("keys of a provider's own", () => {
  it("are merged last: objects key by key, all else in place of what was there", () => {
    const own = { name: "a", env: { A: "1", B: "2" }, needs: ["x"], steps: undefined };
    const native = { env: { B: "3", C: { D: 4 } }, needs: ["y"], name: null };
    expect(withNative(own, native)).toEqual({ name: null, env: { A: "1", B: "3", C: { D: 4 } }, needs: ["y"] });
    expect(withNative(own, undefined)).toEqual(own);
  });
});

describe("the condition of a native job", () => {
  const told = (condition: Expr) => {
    const graph = graphOf([{ ...scan, when: condition, native: { github: { steps: [] }, gitlab: { script: [] } } }]);
    const codes = ({ diagnostics }: Emission) =>
      diagnostics.map(({ code }) => code).filter((code) => code.startsWith("WB318"));
    return [codes(github.emit(graph)), codes(gitlab.emit(graph))];
  };

  it("is GitHub's own where GitHub compares without regard to case, which is a warning", () => {
    expect(told(isEvent("push"))).toEqual([[], []]);
    expect(told(equal(RUN.branch, "main"))).toEqual([["WB3182"], []]);
  });

  it("cannot ask an output on GitLab", () => {
    const plan = script("plan", { outputs: ["x"] });
    const after = [{ job: "plan", gate: true, artifacts: false }];
    const asks = equal({ kind: "output", job: "plan", name: "x" }, "1");
    const graph = graphOf([plan, { ...scan, needs: after, when: asks, native: { gitlab: { script: ["true"] } } }]);
    expect(gitlab.emit(graph).diagnostics.map(({ code }) => code)).toContain("WB3181");
  });
});

describe("a script in keys of a provider's own", () => {
  const found = (run: string) => injections({ scan: { steps: [{ run }] } }, graphOf([scan]), providers.github).length;

  it.each(["github.head_ref", "github.event.issue.title", "github.ref_name"])(
    "cannot contain what an outsider may choose: %s",
    (name) => expect(found(`echo \${{ ${name} }}`)).toBe(1),
  );

  it.each(["inputs.name", "needs.a.outputs.b", "steps.a.outputs.b"])(
    "is a warning where it contains what is chosen when the run starts, or by a program: %s",
    (name) => {
      const jobs = { scan: { steps: [{ run: `true\necho \${{ ${name} }}` }] } };
      const [problem] = injections(jobs, graphOf([scan]), providers.github);
      expect([problem?.code, problem?.severity]).toEqual(["WB3184", "warning"]);
      expect(problem?.message).toContain(`chosen when the run starts or by a step: echo \${{ ${name} }}`);
    },
  );

  it.each(["github.repository", "runner.os", "github.event.number", "github.event_name", "matrix.os"])(
    "may contain what nobody chooses: %s",
    (name) => expect(found(`echo \${{ ${name} }}`)).toBe(0),
  );

  it("has no inputs of GitLab's in it", () => {
    const jobs = { scan: { script: ["echo $[[ inputs.x ]]"] } };
    expect(injections(jobs, graphOf([scan]), providers.gitlab)).toHaveLength(1);
  });
});

describe("a native step", () => {
  const keys = { name: "Log in", uses: "docker/login-action@v3", with: { registry: "ghcr.io" } };
  const withStep = (more: Partial<Step> = {}) =>
    graphOf([
      script("unit", {
        image: { kind: "machine" },
        steps: [{ name: "Log in", location, env: {}, run: { kind: "native", native: { github: keys } }, ...more }],
      }),
    ]);
  const stepsOf = ({ files }: Emission) =>
    (parse(files[0]?.text ?? "") as { jobs: { unit: { steps: unknown[] } } }).jobs.unit.steps;

  it("is its keys, beside the checkout that GitHub has where nothing else is said", () => {
    const steps = stepsOf(github.emit(withStep()));
    expect(steps.at(-1)).toEqual(keys);
  });

  it("is nothing that GitLab has", () => {
    const problem = gitlab.emit(withStep()).diagnostics.find(({ code }) => code === "WB3183");
    expect(problem?.message).toBe('the step "Log in" of `unit` consists of GitHub\'s keys, which GitLab does not have');
  });
});

describe("events of GitHub's own", () => {
  it("are merged into those of the pipeline, and what they start is not known", () => {
    const graph = { ...graphOf([script("unit")]), triggers: [], native: { github: { on: { issues: null } } } };
    expect((parse(github.emit(graph).files[0]?.text ?? "") as { on: unknown }).on).toEqual({ issues: null });
    expect(startedRuns(graph)).toEqual(ALWAYS);
  });
});
