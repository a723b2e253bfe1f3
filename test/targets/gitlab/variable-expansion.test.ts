import { describe, expect, it } from "vitest";
import { job, runFacts, script, service, text } from "../../../compiler/authoring/index.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { scriptOf, told } from "../../lowering/declare.ts";
import { graph } from "../graphs.ts";

const emitted = (env: object, more: object = {}) =>
  gitlab.emit(graph([scriptOf([job("unit", { image: "a", env, ...more, steps: [script`make`] } as never)], "unit")]));

describe("a fact among `variables`, which the runner expands once more", () => {
  it("is one that has no dollar sign", () => {
    expect(emitted({ SHA: runFacts.sha, BY: text`by ${runFacts.actor}` }).files[0]!.text).toContain(`variables:
    SHA: $CI_COMMIT_SHA
    BY: by $GITLAB_USER_LOGIN`);
  });

  it.each([runFacts.branch, runFacts.tag, runFacts.sourceBranch, text`on ${runFacts.branch}`])(
    "reaches the script as data where somebody else may choose it",
    (value) => {
      const file = emitted({ REF: value }).files[0]!.text;
      expect(file).not.toMatch(/^ +REF: /m);
      expect(file).toMatch(/export REF=('on ')?"\$/);
    },
  );

  it("is refused in a service, whose variables are nothing else", () => {
    const db = service("db", { image: "postgres:17", env: { REF: runFacts.branch } });
    expect(told(emitted({}, { services: [db] }).diagnostics).join("\n")).toContain("WB3015");
  });
});
