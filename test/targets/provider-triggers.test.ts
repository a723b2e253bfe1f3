import { expect, it } from "vitest";
import type { Trigger } from "../../compiler/graph/model/index.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { at, graph, pullRequest, push, script } from "./graphs.ts";

const on = (...triggers: readonly Trigger[]) => ({ ...graph([script("unit")]), triggers });
const event = (name: Extract<Trigger, { kind: "event" }>["event"], more: object = {}): Trigger => ({
  kind: "event",
  event: name,
  location: at(),
  ...more,
});
const codes = (all: readonly { readonly code: string; readonly message: string }[]) =>
  all.map(({ code, message }) => `${code} ${message}`);

it("emits the events that a provider has, with their types", () => {
  const given = on(push(), event("release", { types: ["published"] }), event("after", { pipelines: ["docs"] }));
  const { files, diagnostics } = github.emit(given);
  expect(codes(diagnostics)).toEqual([]);
  expect(files[0]!.text).toContain("  release:\n    types: [published]\n  workflow_run:\n    workflows: [docs]\n");
  const { text } = gitlab.emit(on(push(), event("dispatch"), event("mergeQueue"))).files[0]!;
  expect(text).toContain('$CI_PIPELINE_SOURCE == "api" || $CI_PIPELINE_SOURCE == "trigger"');
  expect(text).toContain('$CI_MERGE_REQUEST_EVENT_TYPE == "merge_train"');
});

it("refuses an event that a provider lacks, or leaves it out where the trigger says so", () => {
  expect(codes(gitlab.emit(on(push(), event("release"))).diagnostics)).toEqual([
    "WB3170 GitLab has no event `release`",
  ]);
  expect(codes(github.emit(on(push(), event("chat"))).diagnostics)).toEqual(["WB3170 GitHub has no event `chat`"]);
  const { files, diagnostics } = gitlab.emit(on(push(), event("issues", { only: "github" })));
  expect(codes(diagnostics)).toEqual([
    "WB3171 GitLab does not start the pipeline on `issues`: the trigger is for github only",
  ]);
  expect(files[0]!.text).not.toContain("issues");
});

it("takes types of pull requests that GitLab starts on anyway, and names the others", () => {
  const usual = ["opened", "synchronize", "reopened"];
  expect(codes(gitlab.emit(on(pullRequest({ types: usual }))).diagnostics)).toEqual([]);
  expect(codes(gitlab.emit(on(pullRequest({ types: [...usual, "labeled"] }))).diagnostics)).toEqual([
    "WB3173 GitLab does not start the pipeline on `labeled` of a pull request",
  ]);
  expect(codes(gitlab.emit(on(pullRequest({ types: ["closed"] }))).diagnostics)).toEqual([
    "WB3172 GitLab starts a pipeline when a merge request is opened or pushed to, not on `closed` alone",
  ]);
});
