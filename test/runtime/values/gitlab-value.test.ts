import { expect, it } from "vitest";
import { gitlabValue } from "../../../runtime/values/gitlab-value.ts";
import { resolveValue } from "../../../runtime/values/values.ts";

const facts = {
  event: "push",
  sha: "0123456789abcdef0123456789abcdef01234567",
  actor: "ann",
  branch: "Feature/ä-1",
  repository: "acme/tools/shop",
  vars: { REGION: "eu", CI_REGISTRY: "registry.example.com" },
  changedFiles: [],
} as const;

it("a variable of GitLab's is what a fact says, or what the run is given", () => {
  expect(gitlabValue("CI_COMMIT_SHORT_SHA", facts)).toBe("01234567");
  expect(gitlabValue("CI_COMMIT_REF_NAME", facts)).toBe("Feature/ä-1");
  expect(gitlabValue("CI_COMMIT_REF_SLUG", facts)).toBe("feature---1");
  expect(gitlabValue("CI_PROJECT_NAMESPACE", facts)).toBe("acme/tools");
  expect(gitlabValue("CI_REGISTRY", facts)).toBe("registry.example.com");
  expect(gitlabValue("CI_RUNNER_ID", facts)).toBe("");
});

it("a text is joined of what its parts are", () => {
  const nothing = () => undefined;
  const sources = { facts, secret: nothing, input: nothing, output: nothing, image: nothing };
  const parts = [
    { kind: "literal", value: "to " },
    { kind: "vars", name: "REGION" },
    { kind: "vars", name: "NONE" },
    { kind: "gitlab", name: "CI_COMMIT_SHORT_SHA" },
  ] as const;
  expect(resolveValue({ kind: "text", parts }, sources)).toBe("to eu01234567");
});
