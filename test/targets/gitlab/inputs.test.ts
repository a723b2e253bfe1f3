import { expect, it } from "vitest";
import { inputs } from "../../../compiler/targets/gitlab/inputs.ts";
import { at, graph, script } from "../graphs.ts";

it("keeps a dollar sign of a default as it is, and leaves other defaults plain", () => {
  const given = {
    dollar: { type: "string", default: "$HOME and ${CI_JOB_TOKEN}" },
    plain: { type: "string", default: "text" },
  } as const;
  const called = graph([script("a")], {
    triggers: [
      { kind: "manual", location: at(), inputs: given },
      { kind: "call", location: at(), inputs: { other: { type: "string", default: "$HOME" } } },
    ],
  });
  const variables = Object.values(inputs([called]));
  expect(variables).toContainEqual({ description: "dollar", value: "$HOME and ${CI_JOB_TOKEN}", expand: false });
  expect(variables).toContainEqual({ description: "plain", value: "text" });
  expect(variables).toContainEqual({ value: "$HOME", expand: false });
});
