import { expect, it } from "vitest";
import { readGitLabConfig } from "../../../compiler/importers/gitlab/config.ts";
import { gitlab } from "../../../compiler/importers/gitlab/importer.ts";
import type { ProjectFiles } from "../../../compiler/importers/provider.ts";
import { plain } from "../../../compiler/importers/yaml/index.ts";

const folder = (files: Readonly<Record<string, string>>, includes?: ProjectFiles): ProjectFiles => ({
  ...{ read: (path) => files[path], list: () => Object.keys(files), includes },
});
const others = folder({
  "platform/ci/node.yml": "include: { local: /parts/*.yml }\n.node: { extends: .tagged, image: node:22 }\n",
  "platform/ci/parts/tags.yml": ".tagged: { tags: [big] }\n",
  "example.com/shared/lint.yml": "lint: { script: [lint] }\n",
  "templates/Jobs/Build.gitlab-ci.yml": "build: { script: [build] }\n",
  "platform/parts/templates/scan.yml":
    "spec: { inputs: { stage: { default: test } } }\n---\nscan:\n  stage: $[[ inputs.stage ]]\n  script: [scan]\n",
});
const FILE = `
include:
  - { project: platform/ci, file: node.yml, ref: 1a2b3c }
  - https://example.com/shared/lint.yml
  - template: Jobs/Build.gitlab-ci.yml
  - { component: gitlab.com/platform/parts/scan@1.0, inputs: { stage: late } }
stages: [test, late, build]
unit: { extends: .node, script: [npm test] }
`;

it("reads files of others where a folder has them, and what these include of their own project", () => {
  const config = readGitLabConfig("ci.yml", { root: folder({ "ci.yml": FILE }, others) });
  expect(config.foreign).toEqual([]);
  expect(Object.fromEntries(config.jobs.map(({ name, node }) => [name, plain(node)]))).toEqual({
    unit: { tags: ["big"], image: "node:22", script: ["npm test"] },
    lint: { script: ["lint"] },
    build: { script: ["build"] },
    scan: { stage: "late", script: ["scan"] },
  });
});

it("leaves them included where none has them", () => {
  const config = readGitLabConfig("ci.yml", { root: folder({ "ci.yml": FILE }) });
  expect(config.foreign).toHaveLength(4);
  expect(config.jobs.map(({ name, templates }) => [name, templates])).toEqual([["unit", [".node"]]]);
});

it("says that what is written out is a copy", () => {
  const { pipeline } = gitlab.read("ci.yml", folder({ "ci.yml": FILE }, others), new Map());
  expect(pipeline!.notes[0]).toMatchObject({
    kind: "todo",
    message:
      '`include` of {"project":"platform/ci","file":"node.yml","ref":"1a2b3c"} is written out as the file is now; its later changes do not reach the pipeline',
  });
});
