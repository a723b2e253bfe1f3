import { expect, it } from "vitest";
import { idToken, job, runFacts, secret, secretFile, sh, text, uses } from "../../compiler/authoring/index.ts";
import type { Reference } from "../../compiler/authoring/reference.ts";
import { checkInjection } from "../../compiler/graph/passes/injection.ts";
import { checkSecrets } from "../../compiler/graph/passes/secrets.ts";
import { providers } from "../../compiler/targets/providers.ts";
import { pullRequest } from "../../compiler/authoring/index.ts";
import { graphOf, lowerJobs, scriptOf, told } from "./declare.ts";

const steps = [sh`true`];
const plan = job("plan", { image: "busybox:1.36", steps, outputs: ["version"] });
const envOf = (value: Reference<string>) =>
  scriptOf([job("unit", { image: "node:22", env: { X: value }, steps })], "unit");

it("a text keeps its values apart, and is one literal where all is known", () => {
  const { env, needs } = envOf(text`v${plan.outputs.version}-${"a"}${1}-${text`on ${runFacts.branch}`}`);
  expect(env.X).toEqual({
    kind: "text",
    parts: [
      { kind: "literal", value: "v" },
      { kind: "output", job: "plan", name: "version" },
      { kind: "literal", value: "-a1-on " },
      { kind: "run", name: "branch" },
    ],
  });
  expect(needs).toEqual([{ job: "plan", gate: true, artifacts: false }]);
  expect(envOf(text`a-${1}`).env.X).toEqual({ kind: "literal", value: "a-1" });
  expect(envOf(text`${runFacts.sha}`).env.X).toEqual({ kind: "run", name: "sha" });
  expect(envOf(text``).env.X).toEqual({ kind: "literal", value: "" });
});

it("a text has no path of a file and no token in it, and is itself no plain text", () => {
  const bad = (value: unknown) =>
    told(lowerJobs([job("unit", { image: "node:22", env: { X: text`a${value as never}` }, steps })]).diagnostics);
  expect(bad(secretFile("KEY"))).toEqual([
    "WB2004 env.X must be a text without the path of a secret file and without an id token, but it is the secret file KEY, which is known only when a job runs",
  ]);
  expect(bad(idToken("T", { audience: "a" }))[0]).toContain("without an id token");
  expect(bad([1])[0]).toContain("WB2004 env.X must be");
  expect(() => `${text`a${runFacts.branch}`}`).toThrow("a text with values of the run is not known until the job runs");
});

it("a secret in a text is a secret of the step", () => {
  const unit = job("unit", { image: "node:22", steps: [sh`curl ${text`https://ci:${secret("TOKEN")}@example.com`}`] });
  const graph = graphOf([unit], [pullRequest()]);
  expect(told(checkSecrets(graph)).map((line) => line.slice(0, 6))).toEqual(["WB2041"]);
});

it("what an outsider chooses is data to an action, never its code", () => {
  const given = (name: string, value: unknown) =>
    graphOf([
      job("unit", {
        image: "node:22",
        steps: [uses("actions/github-script@v8", { with: { [name]: value as never }, fallback: sh`true` })],
      }),
    ]);
  const found = (name: string, value: unknown) => told(checkInjection(given(name, value), { providers } as never));
  expect(found("script", text`core.info("${runFacts.branch}")`)).toEqual([
    "WB2052 the input `script` of `actions/github-script@v8` in `unit` is code, and contains a value that an outsider can choose",
  ]);
  expect(found("pre-command", runFacts.pullRequestTitle)).toHaveLength(1);
  expect(found("body", text`of ${runFacts.branch}`)).toEqual([]);
  expect(found("script", text`core.info("${runFacts.sha}")`)).toEqual([]);
});
