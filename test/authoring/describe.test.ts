import { expect, it, describe as suite } from "vitest";
import type { DeclarationDocument } from "../../compiler/authoring/document.ts";
import {
  buildImage,
  deploy,
  job,
  manual,
  pipeline,
  push,
  runFacts,
  secret,
  sh,
  swarmService,
} from "../../compiler/authoring/index.ts";
import { describe, eq, withCondition } from "../../compiler/authoring/internal.ts";

const steps = [sh`true`];

function documentOf(exported: unknown): DeclarationDocument<unknown> {
  const described = describe({ default: exported });
  if ("problem" in described) throw new Error(described.problem);
  return described.pipelines[0]!;
}

suite("what is no pipeline", () => {
  it.each([
    [undefined, { problem: "no-export", what: "nothing" }],
    [null, { problem: "not-a-pipeline", what: "null" }],
    ["x", { problem: "not-a-pipeline", what: "a text" }],
    [[], { problem: "not-a-pipeline", what: "a list" }],
    [{}, { problem: "not-a-pipeline", what: "an object" }],
    [() => 1, { problem: "not-a-pipeline", what: "a function" }],
    [4, { problem: "not-a-pipeline", what: "a number" }],
    [job("unit", { image: "x", steps }), { problem: "not-a-pipeline", what: "a job" }],
    [buildImage("app", { repository: "r/app" }), { problem: "not-a-pipeline", what: "an image" }],
    [push(), { problem: "not-a-pipeline", what: "a push" }],
  ])("%s", (exported, expected) => expect(describe({ default: exported })).toEqual(expected));
});

suite("the document", () => {
  const unit = job("unit", { image: "x", steps, outputs: ["version"] });
  const app = buildImage("app", { repository: "r/app", needs: [unit] });
  const smoke = job("smoke", { image: app, steps });
  const ship = deploy("ship", { image: app.testedBy(smoke), to: swarmService("s") });

  it("numbers the listed jobs first, then what is reached through them", () => {
    const { jobs } = documentOf(pipeline("p", { on: [push()], jobs: [ship] }));
    expect(jobs.map(({ id, name, kind }) => `${id} ${name} ${kind}`)).toEqual([
      ...["0 ship deploy", "1 app build", "2 smoke script", "3 unit script"],
    ]);
    expect(jobs[0]).toMatchObject({ image: 1, proof: { kind: "tested", by: [2] } });
    expect(jobs[1]).toMatchObject({ needs: [3] });
    expect(jobs[2]).toMatchObject({ image: { kind: "build", job: 1 } });
  });

  it("reaches the jobs whose outputs a condition asks, and names them", () => {
    const when = withCondition(
      () => true,
      () => eq(0, unit.outputs.version, "1"),
    );
    const { jobs } = documentOf(pipeline("p", { on: [push()], jobs: [job("a", { image: "x", steps, when })] }));
    expect(jobs.map(({ name }) => name)).toEqual(["a", "unit"]);
    expect(jobs[0]?.when).toMatchObject({ kind: "expr", uses: [1] });
    expect(JSON.stringify(jobs[0]?.when)).toContain('{"kind":"output","job":"unit","name":"version"}');
  });

  it("keeps places, scripts as they are written, and interpolations as values", () => {
    const trigger = manual({ inputs: { level: { type: "boolean", default: true } } });
    const all = sh`a\n ${"text"} ${5} ${secret("S")} ${unit.outputs.version} ${runFacts.branch} ${trigger.inputs.level} ${app}`;
    const { jobs, triggers } = documentOf(
      pipeline("p", { on: [trigger], jobs: [job("a", { image: "x", steps: [all] })] }),
    );
    const [script] = jobs;
    expect(script).toMatchObject({ at: { line: expect.any(Number), column: expect.any(Number) } });
    if (script?.kind !== "script" || script.steps[0]?.run.kind !== "shell") throw new Error("no script");
    expect(script.steps[0].run.parts[0]).toBe("a\\n ");
    expect(script.steps[0].run.values).toEqual([
      { kind: "literal", value: "text" },
      { kind: "literal", value: "5", number: true },
      { kind: "secret", name: "S" },
      { kind: "output", job: 1, name: "version" },
      { kind: "run", name: "branch" },
      { kind: "input", name: "level" },
      { kind: "image", job: 2 },
    ]);
    expect(triggers).toMatchObject([{ kind: "manual", inputs: { level: { type: "boolean", default: "true" } } }]);
  });

  it("is plain JSON", () => {
    const document = documentOf(pipeline("p", { on: [push({ tags: ["v*"] })], jobs: [ship] }));
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

suite("declarations", () => {
  const unit = job("unit", { image: "x", steps, outputs: ["version"], artifacts: ["out"] });

  it("cannot be changed", () => {
    for (const one of [unit, unit.outputs, unit.artifacts, steps[0], secret("S"), runFacts, push()]) {
      expect(Object.isFrozen(one)).toBe(true);
    }
  });

  it("refuse to become text, and say what to do", () => {
    expect(() => `${secret("TOKEN")}`).toThrow(
      "the secret TOKEN is not known until the job runs, so it cannot be made part of a text: give it to env, or interpolate it in sh`...` itself",
    );
    expect(() => `v${unit.outputs.version}`).toThrow("the output version is not known");
    expect(() => `${String(runFacts.branch)}`).toThrow("the run's branch is not known");
    expect(() => JSON.stringify({ token: secret("TOKEN") })).toThrow("the secret TOKEN");
  });
});
