import { describe, expect, it } from "vitest";
import {
  buildImage,
  command,
  deploy,
  job,
  runFacts,
  secret,
  secretFile,
  sh,
  step,
  text,
  unverified,
  uses,
} from "../../compiler/authoring/index.ts";
import { lowerJobs, scriptOf, told } from "./declare.ts";

const complaints = (...steps: Parameters<typeof job>[1]["steps"]) =>
  told(lowerJobs([job("a", { image: "x", steps })]).diagnostics);

describe("an action as a step", () => {
  it("has its inputs as data, and what takes its place with variables of its own", () => {
    const fallback = step("b", sh`b ${secret("T")}`, { env: { X: "1" }, workingDirectory: "./web" });
    const options = { with: { n: 3, yes: true, token: secret("S") }, fallback };
    const [found] = scriptOf([job("a", { image: "x", steps: [uses("o/r/folder@v1", options)] })], "a").steps;
    expect(found).toMatchObject({ name: "o/r/folder@v1", env: {} });
    expect(found?.run).toEqual({
      kind: "action",
      uses: "o/r/folder@v1",
      with: {
        n: { kind: "literal", value: "3" },
        yes: { kind: "literal", value: "true" },
        token: { kind: "secret", name: "S" },
      },
      fallback: {
        run: { kind: "shell", script: `b "\${T}"` },
        env: { X: { kind: "literal", value: "1" }, T: { kind: "secret", name: "T" } },
        workingDirectory: "web",
      },
    });
  });

  it.each([
    ["docker://alpine@3", 'WB2003 job a: the action "docker://alpine@3" is not an action'],
    ["./here/x@v1", 'WB2003 job a: the action "./here/x@v1" is not an action'],
    ["o/r@${{ x }}", 'WB2003 job a: the action "o/r@${{ x }}" is not an action'],
  ])("is named as owner/repository@ref: %s is not", (name, text) => {
    expect(complaints(uses(name as "o/r@v1"))).toEqual([text]);
  });

  it("takes facts, but no path of a secret file and no token", () => {
    expect(complaints(uses("o/r@v1", { with: { ref: runFacts.branch, at: text`v${runFacts.sha}` } }))).toEqual([]);
    expect(complaints(uses("o/r@v1", { with: { key: secretFile("KEY") as never } }))).toEqual([
      "WB2004 with.key must be a string, a number, a boolean, a secret, an output or a fact of the run, but it is the secret file KEY, which is known only when a job runs",
    ]);
    expect(complaints(uses("o/r@v1", { with: { "a b": "x" } }))).toEqual([
      'WB2003 job a: an input of an action "a b" is not a valid name of an input',
    ]);
  });

  it("is one step with what takes its place", () => {
    expect(complaints(uses("o/r@v1", { fallback: step("b", sh`b`, { when: () => true }) }))).toContain(
      "WB2204 the `fallback` of an action in job a has its own condition",
    );
    expect(complaints(uses("o/r@v1", { fallback: uses("o/r@v2") }))).toEqual([
      "WB2004 fallback must be a step of sh, scriptFile or exec, but it is a step",
    ]);
    expect(complaints(step("a", uses("o/r@v1"), { workingDirectory: "web" }))).toEqual([
      "WB2206 an action in job a has a working directory",
    ]);
  });

  it("is no command of a deploy", () => {
    const app = buildImage("app", { repository: "registry.example.com/shop" });
    const to = command("edge", uses("o/r@v1"), { image: "alpine:3.20" });
    const jobs = [app, deploy("edge", { image: unverified(app, "a test"), to })];
    expect(told(lowerJobs(jobs).diagnostics)).toEqual(["WB2201 a command of job edge is an action of GitHub's"]);
  });
});
