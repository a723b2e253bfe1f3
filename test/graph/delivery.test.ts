import { describe, expect, it } from "vitest";
import { ALWAYS, and, equal, isEvent, isSet, not, or, RUN } from "../../compiler/expr/index.ts";
import type { DeployJob, Job, ScriptJob } from "../../compiler/graph/model/index.ts";
import { checkDelivery } from "./checks.ts";
import { after, build, gate, graphOf, script, ship, smoke, step, told } from "./sample.ts";

const onMain = and(isEvent("push"), equal(RUN.branch, "main"));

describe("what was tested is what ships", () => {
  it("is proved where a test ran inside the image and must have succeeded", () => {
    const graph = graphOf([build("app"), smoke("test", "app"), ship("production", "app", ["test"], { when: onMain })]);
    expect(checkDelivery(graph)).toEqual([]);
  });

  it("is refused without a test", () => {
    const graph = graphOf([build("app"), ship("production", "app", [])]);
    expect(told(checkDelivery(graph))).toEqual(["WB2030 `production` ships `app`, which no job has tested"]);
  });

  it("is refused where the test ran in another image", () => {
    const jobs = [
      build("app"),
      build("other"),
      smoke("test", "other"),
      script("unit"),
      ship("production", "app", ["test", "unit"]),
    ];
    expect(told(checkDelivery(graphOf(jobs)))).toEqual(["WB2030 `production` ships `app`, which no job has tested"]);
  });

  it("is refused where the deploy does not wait for the test", () => {
    const jobs = (needs: ReturnType<typeof gate>[]) => [
      build("app"),
      smoke("test", "app"),
      ship("production", "app", ["test"], { needs }),
    ];
    const message = "WB2031 `production` does not wait for `test`, which it names as a test of `app`";
    expect(told(checkDelivery(graphOf(jobs([gate("app")]))))).toEqual([message]);
    expect(told(checkDelivery(graphOf(jobs([gate("app"), after("test")]))))).toEqual([message]);
  });

  it("is refused where the test may fail", () => {
    const test = smoke("test", "app", { allowFailure: { exitCodes: [] } });
    const found = checkDelivery(graphOf([build("app"), test, ship("production", "app", ["test"])]));
    expect(told(found)).toEqual(["WB2032 `test` may fail and `production` would still ship `app`"]);
    expect(found[0]?.related).toEqual([{ message: "test is declared here", at: test.location }]);
  });

  it("is refused where a test beside the image may fail, is skipped, is partly skipped, or is not waited for", () => {
    const found = (lint: Partial<ScriptJob>, more: Partial<DeployJob> = {}) =>
      told(
        checkDelivery(
          graphOf([
            build("app"),
            smoke("test", "app"),
            script("lint", lint),
            ship("production", "app", ["test", "lint"], { when: onMain, ...more }),
          ]),
        ),
      );
    expect(found({})).toEqual([]);
    expect(found({ allowFailure: { exitCodes: [7] } })).toEqual([
      "WB2032 `lint` may fail and `production` would still ship `app`",
    ]);
    expect(found({ when: isEvent("schedule") })).toEqual([
      "WB2033 on a push to `main`, `lint` is skipped, so `production` would ship `app` untested",
    ]);
    const never = step("scan", { when: equal(RUN.branch, "never") });
    expect(found({ steps: [step("lint"), never] })).toEqual([
      'WB2200 on a push to `main`, the test `lint` skips its step "scan", so `production` would ship `app` without it',
    ]);
    expect(found({}, { needs: [gate("app"), gate("test"), { ...gate("lint"), gate: false }] })).toEqual([
      "WB2031 `production` does not wait for `lint`, which it names as a test of `app`",
    ]);
  });

  it("is refused where a test is a dynamic matrix, whose list may be empty", () => {
    const list = script("list", { outputs: ["all"] });
    const dynamic = { from: { job: "list", name: "all" }, failFast: false };
    const test = smoke("test", "app", { dynamic, needs: [gate("app"), gate("list")] });
    const jobs = [build("app"), list, smoke("smoke", "app"), test, ship("production", "app", ["smoke", "test"])];
    expect(told(checkDelivery(graphOf(jobs)))).toEqual([
      "WB2037 `test` is a dynamic matrix, so it cannot be a test of `app` for `production`",
    ]);
  });

  it("is refused where it rests on what only a provider can read", () => {
    const jobs = (test: object, before: readonly Job[] = []) => [
      ...before,
      build("app"),
      smoke("test", "app", test),
      ship("production", "app", ["test"]),
    ];
    const found = (list: readonly Job[], rest = {}) => told(checkDelivery({ ...graphOf(list), ...rest }));
    const rests = (what: string) =>
      `WB2262 \`production\` ships \`app\` as tested, but depends on ${what}, which only the provider can interpret`;
    const { steps: _, services, image, caches, outputs, shell, retry, allowFailure, ...base } = script("scan");
    const scan: Job = { ...base, kind: "native", native: { github: { steps: [] } } };
    expect([services, image, caches, outputs, shell, retry, allowFailure]).toHaveLength(7);
    expect(found(jobs({ needs: [gate("app"), { job: "scan", gate: false, artifacts: false }] }, [scan]))).toEqual([
      rests("the native job scan"),
    ]);
    expect(found(jobs({ native: { github: { name: "Test" }, gitlab: { tags: ["x"] } } }))).toEqual([]);
    expect(found(jobs({ native: { github: { env: {} } } }))).toEqual([rests("the key native.github.env of test")]);
    expect(found(jobs({}), { native: { gitlab: { default: {} } } })).toEqual([
      rests("the key native.gitlab.default of the pipeline"),
    ]);
    expect(found(jobs({}), { native: { github: { "run-name": "x" } } })).toEqual([]);
  });

  it("is refused where the test is skipped and the deploy is not, told as a run", () => {
    const narrow = (when: typeof ALWAYS | ReturnType<typeof not>) => smoke("test", "app", { when });
    const jobs = (test: ReturnType<typeof smoke>, when = onMain as ReturnType<typeof or>) =>
      checkDelivery(graphOf([build("app"), test, ship("production", "app", ["test"], { when })]));

    expect(told(jobs(narrow(isSet(RUN.branch)), or(equal(RUN.branch, "main"), equal(RUN.tag, "v1"))))).toEqual([
      "WB2033 on a push of tag `v1`, `test` is skipped, so `production` would ship `app` untested",
    ]);
    expect(told(jobs(narrow(not(equal(RUN.actor, "bot")))))).toEqual([
      "WB2033 on a push to `main` by `bot`, `test` is skipped, so `production` would ship `app` untested",
    ]);
    expect(told(jobs(narrow(isEvent("push")), ALWAYS))).toEqual([
      "WB2033 on a pull request from `topic` into `main`, `test` is skipped, so `production` would ship `app` untested",
    ]);
  });

  it("counts the conditions of what the test itself needs", () => {
    const lint = script("lint", { when: isEvent("pullRequest") });
    const test = smoke("test", "app", { needs: [gate("app"), gate("lint")] });
    const found = checkDelivery(
      graphOf([build("app"), lint, test, ship("production", "app", ["test"], { when: onMain })]),
    );
    expect(told(found)).toEqual([
      "WB2033 on a push to `main`, `test` is skipped, so `production` would ship `app` untested",
    ]);
  });

  it("asks only for runs that the triggers start, and in which the image is built", () => {
    const test = smoke("test", "app", { when: or(isEvent("push"), isEvent("pullRequest")) });
    expect(checkDelivery(graphOf([build("app"), test, ship("production", "app", ["test"])]))).toEqual([]);
    const onTags = graphOf(
      [build("app"), smoke("test", "app", { when: equal(RUN.tag, "v1") }), ship("production", "app", ["test"])],
      { triggers: [{ kind: "push", tags: ["v1"], location: { file: "pipeline.ts", line: 1, column: 1 } }] },
    );
    expect(checkDelivery(onTags)).toEqual([]);
    const builtOnMain = [
      build("app", { when: onMain }),
      smoke("test", "app", { when: onMain }),
      ship("production", "app", ["test"]),
    ];
    expect(checkDelivery(graphOf(builtOnMain))).toEqual([]);
  });

  it("is replaced by the author's word, which is shown", () => {
    const proof = { kind: "unverified", reason: "hotfix" } as const;
    const found = checkDelivery(graphOf([build("app"), ship("production", "app", [], { proof })]));
    expect(told(found)).toEqual(["WB2034 `production` ships `app` without a test: hotfix"]);
    expect(found[0]?.severity).toBe("warning");
  });
});
