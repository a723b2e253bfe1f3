import { expect, it } from "vitest";
import { gitlabVariable, job, runFacts, secret, sh, text, vars } from "../../compiler/authoring/index.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { graph, script } from "../targets/graphs.ts";
import { lowerJobs, scriptOf, told } from "./declare.ts";

const steps = [sh`true`];
const literal = (value: string) => ({ kind: "literal", value }) as const;

it("a text is made of texts, facts, variables and other texts", () => {
  const inner = text`${runFacts.branch}/x`;
  const unit = job("unit", { image: "a", env: { A: text`to ${inner} in ${vars("REGION")}`, B: vars("B") }, steps });
  expect(scriptOf([unit], "unit").env).toEqual({
    A: {
      kind: "text",
      parts: [literal("to "), { kind: "run", name: "branch" }, literal("/x in "), { kind: "vars", name: "REGION" }],
    },
    B: { kind: "vars", name: "B" },
  });
});

it("has no secrets in the name of a cache, and names of variables are such names", () => {
  const problems = (options: object) =>
    told(lowerJobs([job("unit", { image: "a", ...options, steps } as never)]).diagnostics);
  expect(problems({ cache: { name: text`a ${secret("TOKEN")}`, paths: ["p"] } })).toEqual([
    "WB2004 cache.name must be a string, or a text of outputs, facts of the run, inputs and variables, but it is a text value",
  ]);
  expect(problems({ env: { A: vars("a b") } })).toEqual([
    'WB2003 job unit: the variable "a b" is not a valid name of an environment variable',
  ]);
});

it("a cache has a name, or key files, with what belongs to each", () => {
  const problems = (cache: object) =>
    told(lowerJobs([job("unit", { image: "a", cache: cache as never, steps })]).diagnostics);
  expect(problems({ name: text`pip-${runFacts.branch}`, fallback: ["pip"], paths: ["p"] })).toEqual([]);
  expect(problems({ name: "pip", key: "a.lock", paths: ["p"] })).toEqual([
    "WB2360 job unit has a cache with `key`, which does not fit its `name` or its `key`",
  ]);
  expect(problems({ key: "a.lock", fallback: ["pip"], paths: ["p"] })).toEqual([
    "WB2360 job unit has a cache with `fallback`, which does not fit its `name` or its `key`",
  ]);
});

it("GitHub has no variables of GitLab, and GitLab no outputs in names of caches", () => {
  const unit = job("unit", { image: "a", env: { A: text`x${gitlabVariable("CI_JOB_ID")}` }, steps });
  const lowered = scriptOf([unit], "unit");
  expect(told(github.emit(graph([lowered])).diagnostics)).toContain(
    "WB3240 `unit` uses the variable `CI_JOB_ID` of GitLab, which GitHub does not have",
  );
  const plan = script("plan", { outputs: ["key"] });
  const name = { kind: "text", parts: [{ kind: "output", job: "plan", name: "key" }] } as const;
  const cached = script("unit", {
    needs: [{ job: "plan", gate: true, artifacts: false }],
    caches: [{ prefix: "x", name, keyFiles: [], paths: ["p"], policy: "pull-push" }],
  });
  expect(told(gitlab.emit(graph([plan, cached])).diagnostics)).toContain(
    "WB3241 the name of a cache of `unit` is known only when the job runs, but GitLab needs it before",
  );
});

it("artifacts are named before a job runs on GitLab, and after the job on GitHub", () => {
  const artifacts = {
    name: text`out-${runFacts.sha}`,
    exposeAs: "the site",
    retention: "12 hours",
    paths: ["out"],
  } as const;
  const lowered = scriptOf([job("unit", { image: "a", artifacts, steps })], "unit");
  expect(lowered.artifacts).toMatchObject({ retentionDays: 1, retentionSeconds: 43_200, exposeAs: "the site" });
  expect(gitlab.emit(graph([lowered])).files[0]!.text).toContain(`artifacts:
    name: out-$CI_COMMIT_SHA
    expose_as: the site
    paths: [out]
    expire_in: 12h`);
  expect(told(github.emit(graph([lowered])).diagnostics)).toEqual([
    "WB3243 GitHub has no `name` for the artifacts of `unit`: the archive has the name of the job, without a link in the pull request",
    "WB3243 GitHub has no `exposeAs` for the artifacts of `unit`: the archive has the name of the job, without a link in the pull request",
  ]);
  const plan = script("plan", { outputs: ["version"] });
  const name = { kind: "text", parts: [{ kind: "output", job: "plan", name: "version" }] } as const;
  const late = script("unit", {
    needs: [{ job: "plan", gate: true, artifacts: false }],
    artifacts: { name, paths: ["out"], exclude: [], on: "success", junit: [] },
  });
  expect(told(gitlab.emit(graph([plan, late])).diagnostics)).toContain(
    "WB3242 the name of the artifacts of `unit` is known only when the job runs, but GitLab needs it before",
  );
});
