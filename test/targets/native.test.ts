import { describe, expect, it } from "vitest";
import { equal, type Expr, isEvent, RUN } from "../../compiler/expr/index.ts";
import type { NativeJob } from "../../compiler/graph/model/index.ts";
import { providers } from "../../compiler/targets/providers.ts";
import { injections } from "../../compiler/targets/script-injection.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { withNative } from "../../compiler/targets/native.ts";
import type { Emission } from "../../compiler/targets/target.ts";
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

  it.each(["github.head_ref", "github.event.issue.title", "inputs.name", "needs.a.outputs.b", "github.ref_name"])(
    "cannot contain what an outsider may choose: %s",
    (name) => expect(found(`echo \${{ ${name} }}`)).toBe(1),
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
