import { expect, it } from "vitest";
import { importFile } from "../../../compiler/import.ts";
import { textReport } from "../../../compiler/importers/verdict/index.ts";

const path = ".gitlab-ci.yml";
async function imported(text: string) {
  const files = { read: (name: string) => (name === path ? text : undefined) };
  const { report, ...rest } = await importFile(path, { provider: "gitlab", files });
  return { ...rest, verdicts: report.verdicts.map(({ job, kind }) => `${job}: ${kind}`), said: textReport([report]) };
}

it("keeps what the language cannot say as GitLab has it, and proves the rest", { timeout: 120_000 }, async () => {
  const { text, verdicts, said } = await imported(`
include:
  - project: platform/ci
    file: /templates.yml
stages: [build, test, deploy]
variables: { MODE: full }
default:
  before_script: [./prepare]
.shared:
  tags: [big]
build all:
  stage: build
  image: node:22
  services: [postgres:17]
  script: [npm ci, npm run build]
  variables: { CACHE: $CI_PROJECT_DIR/.cache, COLOR: "1" }
  retry: 1
  artifacts: { paths: [./dist], expire_in: 2 days }
lint:
  stage: test
  image: node:22
  dependencies: []
  script: npm run lint
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
    - if: $CI_PIPELINE_SOURCE == "api"
      when: manual
pages:
  stage: deploy
  image: node:22
  needs: [build all]
  script: mv dist public
  artifacts: { paths: [public], expire_in: 1 day }
  only: [main]
scan:
  extends: [.templated, .shared]
  script: !reference [.templated, script]
`);
  expect(verdicts, said).toEqual(["build all: same", "lint: same", "pages: same", "scan: native"]);
  expect(text).toContain('const buildAll = job("build all", {');
  expect(text).toContain('workflow: "none"');
  expect(text).toContain('services: [service("postgres", { image: "postgres:17" })]');
  expect(text).toContain('CACHE: text`${gitlabVariable("CI_PROJECT_DIR")}/.cache`');
  expect(text).toContain("downloads: [buildAll.artifacts]");
  expect(text).toContain('".shared": { tags: ["big"] }');
});

it("leaves it to templates that are not at hand when a job runs, in which stage and by what", {
  timeout: 120_000,
}, async () => {
  const { text, verdicts, said } = await imported(`
include: { project: platform/ci, file: /templates.yml }
stages: [build, test]
default:
  tags: [!reference [.runners, big]]
build:
  extends: .build
  variables: { MODE: full }
unit:
  stage: test
  image: node:22
  script: npm test
  only: [merge_requests, main]
`);
  expect(verdicts, said).toEqual(["build: native", "unit: same"]);
  expect(said).toContain("unit: the same, proved, with `tags` (line 5) kept as it was (native)");
  expect(text).toContain('nativeJob("build", {\n  gitlab: { extends: ".build", variables: { MODE: "full" } },\n});');
  expect(text).toContain('stages: ["build", "test"]');
  // GitHub cannot have the native job.
  expect(text).toContain('targets: ["gitlab"]');
});

it("keeps what the compiled file would do otherwise as GitLab has it", { timeout: 120_000 }, async () => {
  const { verdicts, said } = await imported(`
unset:
  script: make
  rules: [{ if: $MODE == null }, { if: $CI_COMMIT_TAG != "" && $CI_COMMIT_TAG != null }]
aliased:
  image: docker:28
  services: [{ name: docker:28-dind, alias: docker }]
  script: docker build .
cached:
  image: node:22
  cache: { key: { files: [package-lock.json] }, paths: [node_modules/] }
  script: make
`);
  expect(verdicts, said).toEqual(["unset: same", "aliased: same", "cached: same"]);
  expect(said).toContain("unset: the same, proved, with `rules` (line 4)");
});

it("says no targets where both providers can have the pipeline", { timeout: 120_000 }, async () => {
  const { text } = await imported(`
unit:
  image: node:22
  script: npm test
  rules: [{ if: $CI_COMMIT_BRANCH == "main" }]
`);
  expect(text).not.toContain("targets");
});

it("keeps whose files a job takes where the job that has them may be skipped", { timeout: 120_000 }, async () => {
  const { verdicts, said } = await imported(`
stages: [build, test, deploy]
build: { stage: build, image: "node:22", script: make, artifacts: { paths: [out] }, rules: [{ if: $DEEP }] }
test: { stage: test, image: "node:22", script: make test, needs: [{ job: build, optional: true }] }
deploy: { stage: deploy, image: "node:22", script: make deploy }
`);
  expect(verdicts, said).toEqual(["build: same", "test: same", "deploy: same"]);
});

it("carries variables in images, caches and artifacts, and what the only rule of a job says", {
  timeout: 120_000,
}, async () => {
  const { text, verdicts, said } = await imported(`
stages: [build, test]
build:
  stage: build
  image: $CI_REGISTRY_IMAGE/node:\${VERSION}
  services: ["postgres:$POSTGRES"]
  variables: { CACHE: $BASE/x, CI_OWN: "1" }
  cache: { key: "$CI_COMMIT_REF_SLUG-npm", fallback_keys: [main-npm], paths: [.npm/] }
  script: npm ci
  artifacts:
    { name: $CI_JOB_NAME, expose_as: the site, paths: [dist/], expire_in: 12h, reports: { junit: a.xml, coverage_report: { coverage_format: cobertura, path: c.xml } } }
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $DEEP, allow_failure: true }]
lint:
  stage: test
  image: node:22
  cache: {}
  script: npm test
  needs: [{ job: build, artifacts: false, optional: true }]
nightly:
  stage: test
  image: node:22
  script: npm run all
  needs: []
  only: [schedules, api]
`);
  expect(verdicts, said).toEqual(["build: same", "lint: same", "nightly: same"]);
  expect(text).not.toContain("native");
  expect(text).toContain('image: imageName`${gitlabVariable("CI_REGISTRY_IMAGE")}/node:${vars("VERSION")}`');
  expect(text).toContain('name: text`${gitlabVariable("CI_COMMIT_REF_SLUG")}-npm`');
  expect(text).toContain('run.gitlab("CI_PIPELINE_SOURCE") === "api"');
  expect(text).toContain("allowFailure: true");
});
