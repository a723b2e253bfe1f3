import { describe, expect, it } from "vitest";
import { gitlab } from "../../../compiler/importers/gitlab/importer.ts";
import { verdicts } from "../../../compiler/importers/verdict/index.ts";

const FILE = `
include: [{ project: platform/ci, file: t.yml }]
workflow:
  auto_cancel: { on_new_commit: interruptible }
  rules: [{ if: $CI_PIPELINE_SOURCE == "push" }]
stages: [first, second]
variables: { GLOBAL: g1 }
default: { tags: [big], interruptible: true }
build:
  stage: first
  image: { name: "node:22", entrypoint: [""] }
  services: [{ name: "postgres:17", alias: db }]
  variables: { OWN: v1 }
  timeout: 20 minutes
  retry: { max: 1, when: [runner_system_failure] }
  coverage: '/Lines: (\\d+)/'
  cache: { key: k1, paths: [node_modules], policy: pull }
  before_script: [./prepare]
  script: [npm ci, npm test]
  after_script: [./clean]
  artifacts: { name: n1, paths: [dist], exclude: [dist/x], expire_in: 2 days, reports: { junit: [a.xml], dotenv: e.env } }
  environment: { name: test, url: "https://a.example", action: prepare }
  resource_group: one
  rules:
    - { if: $CI_COMMIT_BRANCH == "main", changes: [a/**], allow_failure: true, variables: { V: "1" } }
    - { if: $CI_COMMIT_TAG =~ /^v1/, when: manual }
    - { exists: [Dockerfile], when: delayed, start_in: 5 minutes }
test:
  stage: second
  needs: [{ job: build, artifacts: true, optional: true }]
  allow_failure: { exit_codes: [3] }
  parallel: 3
  script: !reference [.other, script]
  only: { refs: [main], variables: [$X], changes: [b] }
  except: [tags]
named:
  stage: second
  image: $REGISTRY/app:\${KIND}-slim
  services: [{ name: "redis:$REDIS", variables: { S: $SIZE } }]
  variables: { A: $B/x, CI_OWN: "", C: a$$b }
  cache: { key: $CI_JOB_NAME-1, fallback_keys: [f1], paths: [p1/] }
  artifacts: { name: $CI_COMMIT_REF_SLUG, expose_as: e1, paths: [$CI_PROJECT_DIR/q1], expire_in: 12 hours }
  script: [s]
  rules: [{ if: $CI_PIPELINE_SOURCE == "api" }, { if: $CI_OTHER == "" && $CI_COMMIT_TAG }]
`;

/** Each line of the table is one change. */
const CHANGES: readonly (readonly [string, string])[] = [
  ["platform/ci", "platform/cd"],
  ["on_new_commit: interruptible", "on_new_commit: none"],
  ['== "push"', '== "web"'],
  ["GLOBAL: g1", "GLOBAL: g2"],
  ["tags: [big]", "tags: [small]"],
  ["interruptible: true", "interruptible: false"],
  ["stage: first", "stage: second"],
  ["node:22", "node:24"],
  ['entrypoint: [""]', "entrypoint: [sh]"],
  ["postgres:17", "postgres:16"],
  ["alias: db", "alias: pg"],
  ["OWN: v1", "OWN: v2"],
  ["20 minutes", "21 minutes"],
  ["max: 1", "max: 2"],
  ["runner_system_failure", "api_failure"],
  ["Lines", "Stmts"],
  ["key: k1", "key: k2"],
  ["[node_modules]", "[modules]"],
  ["policy: pull", "policy: push"],
  ["./prepare", "./prepared"],
  ["npm test", "npm run test"],
  ["./clean", "./cleanup"],
  ["name: n1", "name: n2"],
  ["paths: [dist]", "paths: [out]"],
  ["dist/x", "dist/y"],
  ["2 days", "3 days"],
  ["a.xml", "b.xml"],
  ["e.env", "f.env"],
  ["name: test", "name: prod"],
  ["a.example", "b.example"],
  ["action: prepare", "action: stop"],
  ["resource_group: one", "resource_group: two"],
  ['== "main"', '== "next"'],
  ["a/**", "c/**"],
  ["allow_failure: true", "allow_failure: false"],
  ['V: "1"', 'V: "2"'],
  ["/^v1/", "/^v2/"],
  ["$REGISTRY/app", "$MIRROR/app"],
  ["{KIND}-slim", "{KIND}"],
  ["redis:$REDIS", "redis:$DB"],
  ["S: $SIZE", "S: $$SIZE"],
  ["A: $B/x", "A: $B/y"],
  ["A: $B/x", "A: $$B/x"],
  ["C: a$$b", "C: a$b"],
  ["$CI_JOB_NAME-1", "$CI_JOB_STAGE-1"],
  ["[f1]", "[f2]"],
  ["[p1/]", "[p1/x]"],
  ["name: $CI_COMMIT_REF_SLUG", "name: $CI_COMMIT_REF_NAME"],
  ["expose_as: e1", "expose_as: e2"],
  ["$CI_PROJECT_DIR/q1", "$CI_BUILDS_DIR/q1"],
  ["12 hours", "13 hours"],
  ['$CI_OTHER == ""', "$CI_OTHER"],
  ["when: manual", "when: always"],
  ["[Dockerfile]", "[Makefile]"],
  ["when: delayed", "when: on_failure"],
  ["5 minutes", "6 minutes"],
  ["needs: [{ job: build, artifacts: true, optional: true }]", "needs: []"],
  ["artifacts: true", "artifacts: false"],
  ["optional: true", "optional: false"],
  ["[3]", "[4]"],
  ["parallel: 3", "parallel: 4"],
  [".other, script", ".another, script"],
  ["refs: [main]", "refs: [next]"],
  ["[$X]", "[$Y]"],
  ["changes: [b]", "changes: [c]"],
  ["except: [tags]", "except: [schedules]"],
];

const SAME = ["same", "same", "same"];

const behaviourOf = (text: string) =>
  gitlab.behaviour("ci.yml", { read: (path) => (path === "ci.yml" ? text : undefined) })!;

function kindsOf(text: string): readonly string[] {
  const original = behaviourOf(FILE);
  const names = new Map(original.jobs.map(({ job }) => [job, job]));
  const { pipeline } = gitlab.read("ci.yml", { read: () => FILE }, new Map());
  const jobs = pipeline!.jobs.map((job) => ({ ...job, kind: "job" as const }));
  return verdicts({ original, written: behaviourOf(text), pipeline: { ...pipeline!, jobs, notes: [] }, names }).map(
    ({ kind }) => kind,
  );
}

describe("a file in which one thing was changed", () => {
  it("is the same where nothing was", () => expect(kindsOf(FILE)).toEqual(SAME));

  it.each(CHANGES)("is not the same: %s to %s", (from, to) => {
    expect(FILE).toContain(from);
    expect(kindsOf(FILE.replace(from, () => to))).not.toEqual(SAME);
  });
});

it("tells the sources of pipelines apart that are one event in the language", () => {
  const job = (source: string) => behaviourOf(`a: { script: x, only: [${source}] }`);
  const { pipeline } = gitlab.read("ci.yml", { read: () => "a: { script: x, only: [api] }" }, new Map());
  const kinds = (written: string) =>
    verdicts({ original: job("api"), written: job(written), pipeline: pipeline!, names: new Map([["a", "a"]]) }).map(
      ({ kind }) => kind,
    );
  expect(kinds("api")).toEqual(["same"]);
  expect(kinds("triggers")).toEqual(["but"]);
});
