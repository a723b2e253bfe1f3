import { describe, expect, it } from "vitest";
import { and, equal, exprKey, isSet, not, or, RUN } from "../../../compiler/expr/index.ts";
import { unreadable } from "../../../compiler/importers/foreign.ts";
import { readCondition } from "../../../compiler/importers/gitlab/condition.ts";
import { readGitLabConfig } from "../../../compiler/importers/gitlab/config.ts";
import { presenceOf } from "../../../compiler/importers/gitlab/presence.ts";
import { plain } from "../../../compiler/importers/yaml/index.ts";
import { compareConditions } from "../../../compiler/query/index.ts";

const configOf = (files: Readonly<Record<string, string>>) =>
  readGitLabConfig(".gitlab-ci.yml", { root: { read: (path) => files[path], list: () => Object.keys(files) } });

const jobsOf = (text: string) =>
  Object.fromEntries(configOf({ ".gitlab-ci.yml": text }).jobs.map(({ name, node }) => [name, plain(node)]));

describe("a configuration of GitLab", () => {
  it("merges maps of what a job extends, and replaces everything else", () => {
    const jobs = jobsOf(`
.base: { image: "a", variables: { X: "1", Y: "1" }, script: [one] }
.more: { variables: { Y: "2" }, tags: [fast] }
unit: { extends: [.base, .more], variables: { Z: "3" }, script: [two] }
`);
    expect(jobs.unit).toEqual({ image: "a", variables: { X: "1", Y: "2", Z: "3" }, tags: ["fast"], script: ["two"] });
  });

  it("gives a job the defaults that it has no key of its own for", () => {
    const jobs = jobsOf(`
default: { image: "a", tags: [slow] }
unit: { tags: [fast], script: [x] }
apart: { inherit: { default: [tags] }, script: [x] }
`);
    expect(jobs).toEqual({
      unit: { image: "a", tags: ["fast"], script: ["x"] },
      apart: { tags: ["slow"], script: ["x"] },
    });
  });

  it("follows references through references", () => {
    const jobs = jobsOf(`
.setup: { script: [!reference [.tools, script], setup] }
.tools: { script: [tools] }
unit: { script: [!reference [.setup, script], test] }
`);
    expect(jobs.unit).toEqual({ script: [[["tools"], "setup"], "test"] });
  });

  it("merges what it includes beneath itself", () => {
    const config = configOf({
      ".gitlab-ci.yml": "include: [{ local: /ci/*.yml }]\nunit: { image: b }\n",
      "ci/unit.yml": "unit: { image: a, script: [x] }\n",
    });
    expect(config.jobs.map(({ name, node }) => [name, plain(node)])).toEqual([["unit", { image: "b", script: ["x"] }]]);
  });

  it.each([
    ["WB6020", ".a: { extends: .b }\n.b: { extends: .a }\nunit: { extends: .a, script: [x] }\n"],
    ["WB6021", ".a: { script: [!reference [.a, script]] }\nunit: { script: [!reference [.a, script]] }\n"],
    ["WB6022", "include: .gitlab-ci.yml\nunit: { script: [x] }\n"],
  ])("ends in %s where it has no end", (code, text) => {
    const { diagnostics } = configOf({ ".gitlab-ci.yml": text });
    expect(diagnostics.map((one) => one.code)).toContain(code);
    expect(diagnostics[0]!.at).toMatchObject({ file: ".gitlab-ci.yml" });
  });
});

describe("a condition of GitLab", () => {
  const read = (text: string) => readCondition(text, { values: new Map([["DEPLOY", "no"]]) }).condition;

  it.each([
    ['$CI_COMMIT_BRANCH == "main"', equal(RUN.branch, "main")],
    ["$CI_COMMIT_TAG", isSet(RUN.tag)],
    [
      "$CI_COMMIT_TAG == null || $CI_PIPELINE_SOURCE == 'schedule'",
      or(not(isSet(RUN.tag)), equal(RUN.event, "schedule")),
    ],
    ["$A && $B == 'x'", and(isSet({ kind: "vars", name: "A" }), equal({ kind: "vars", name: "B" }, "x"))],
  ])("%s", (text, expected) => expect(compareConditions(expected, read(text)).verdict).toBe("same"));

  it("takes a value of the file where nobody else gives one", () => {
    const deploy = { kind: "vars", name: "DEPLOY" } as const;
    expect(compareConditions(or(equal(deploy, "no"), not(isSet(deploy))), read('$DEPLOY == "no"')).verdict).toBe(
      "same",
    );
  });

  it("stays unknown where it cannot be read, and the same as itself", () => {
    const [one, other] = [read("$CI_COMMIT_BRANCH =~ /a(?!b)/"), read("$CI_COMMIT_BRANCH =~ /a(?!c)/")];
    expect(exprKey(one)).toBe(exprKey(read("$CI_COMMIT_BRANCH  =~ /a(?!b)/")));
    expect(compareConditions(one, other).verdict).toBe("different");
  });
});

describe("rules", () => {
  const context = { values: new Map<string, string>() };
  const outcomes = (text: string) => {
    const { jobs } = configOf({ ".gitlab-ci.yml": `unit:\n  script: [x]\n${text}` });
    return presenceOf(jobs[0]!.node, context).outcomes;
  };

  it("are decided by the first that matches", () => {
    const [first, second, ...others] = outcomes(`  rules:
    - { if: $CI_COMMIT_TAG, when: never }
    - { if: $CI_COMMIT_BRANCH == "main", when: manual }
    - when: on_success
`);
    expect(others).toEqual([]);
    expect([first!.when, second!.when]).toEqual(["manual", "on_success"]);
    expect(compareConditions(equal(RUN.branch, "main"), first!.condition).verdict).toBe("same");
    const rest = and(not(isSet(RUN.tag)), not(equal(RUN.branch, "main")));
    expect(compareConditions(rest, second!.condition).verdict).toBe("same");
  });

  it("ask for files that are there by a condition of which nothing else is known", () => {
    const [some] = outcomes("  rules: [{ exists: [Dockerfile] }]\n");
    expect(unreadable(some!.condition)).toEqual(['exists ["Dockerfile"]']);
  });

  it("that a job does not have leave merge requests out", () => {
    const [only] = outcomes("");
    expect(compareConditions(or(isSet(RUN.branch), isSet(RUN.tag)), only!.condition).verdict).toBe("same");
  });
});
