import { expect, it } from "vitest";
import {
  gitlabComponent,
  gitlabFile,
  gitlabRemote,
  gitlabTemplate,
  job,
  type PipelineOptions,
  pipeline,
  push,
  sh,
} from "../../compiler/authoring/index.ts";
import { lowered, told } from "./declare.ts";

const unit = job("unit", { image: "node:22", steps: [sh`true`] });
const integrity = `sha256-${"A".repeat(43)}=`;
const wrong = (include: readonly unknown[], stages: readonly string[] = []) =>
  told(
    lowered(pipeline("test", { on: [push()], jobs: [unit], gitlab: { include: include as never, stages } }))
      .diagnostics,
  );
const part = (gitlab: PipelineOptions["gitlab"]) =>
  lowered(pipeline("test", { on: [push()], jobs: [unit], ...(gitlab && { gitlab }) })).graph?.gitlab;

it("is part of the graph", () => {
  const include = [
    gitlabComponent("gitlab.com/org/tools/scan@1.2.3", { inputs: { stage: "scan" } }),
    gitlabRemote("https://ci.example.com/a.yml", { integrity }),
  ];
  expect(part({ include, stages: ["scan", "scan"] })).toMatchObject({
    include: [
      { kind: "component", component: "gitlab.com/org/tools/scan", version: "1.2.3", inputs: { stage: "scan" } },
      { kind: "remote", url: "https://ci.example.com/a.yml", integrity, inputs: {} },
    ],
    stages: ["scan"],
  });
  expect(part({ include: [] })).toBeUndefined();
});

it.each([
  [
    gitlabComponent("gitlab.com/org/tools/scan@~latest"),
    'the component "gitlab.com/org/tools/scan@~latest" is not a component with a full version',
  ],
  [
    gitlabComponent("gitlab.com/org/tools/scan@1.2"),
    'the component "gitlab.com/org/tools/scan@1.2" is not a component with a full version',
  ],
  [
    gitlabComponent("$CI_SERVER_FQDN/org/tools/scan@1.2.3"),
    'the component "$CI_SERVER_FQDN/org/tools/scan@1.2.3" is not a component with a full version',
  ],
  [gitlabFile({ project: "ci", file: "a.yml", ref: "v1" }), 'project "ci" is not the path of a project'],
  [gitlabFile({ project: "a/ci", file: "a.sh", ref: "v1" }), 'file "a.sh" is not the path of a YAML file'],
  [gitlabFile({ project: "a/ci", file: "a.yml", ref: "$REF" }), 'ref "$REF" is not a branch, tag or commit'],
  [
    gitlabRemote("http://a/b.yml" as never, { integrity }),
    'the address "http://a/b.yml" is not an address that GitLab can request',
  ],
  [gitlabRemote("https://a/b.yml", { integrity: "sha256-x" }), 'integrity "sha256-x" is not a digest'],
  [gitlabTemplate("SAST.yml" as never), 'the template "SAST.yml" is not a template of GitLab'],
  [
    gitlabTemplate("SAST.gitlab-ci.yml", { inputs: { a: ["$[[ inputs.b ]]"] } }),
    'inputs.a "$[[ inputs.b ]]" is not only data',
  ],
])("is refused where it is none: %#", (include, message) => {
  expect(wrong([include])).toEqual([`WB2003 what GitLab includes: ${message}`]);
});

it("is of its own kind, and so are its inputs and stages", () => {
  expect(wrong([{ template: "x" }])[0]).toContain(
    "WB2004 gitlab.include[0] must be a component, file, remote or template of GitLab",
  );
  expect(wrong([gitlabTemplate("SAST.gitlab-ci.yml", { inputs: { a: {} as never } })])[0]).toContain(
    "WB2004 inputs.a must be a string, a number, true or false, or a list of strings",
  );
  expect(wrong([gitlabTemplate("SAST.gitlab-ci.yml")], ["a\nb"])).toEqual([
    'WB2003 pipeline test: gitlab.stages "a\\nb" is not a name of a stage',
  ]);
});
