import fc from "fast-check";
import type { StageGraph, Trigger } from "../../compiler/graph/model/index.ts";
import { after, gate, graphOf, script, step } from "../graph/sample.ts";
import { condition } from "../property/conditions.ts";

const location = { file: "pipeline.ts", line: 1, column: 1 };
const globs = fc.subarray(["main", "release/*", "**"], { minLength: 1 });
const paths = fc.option(fc.constant(["src/**"]), { nil: undefined });

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ branches: fc.option(globs, { nil: undefined }), paths }).map(
    ({ branches, paths: touched }): Trigger => ({
      ...{ kind: "push", location },
      ...(branches && { branches }),
      ...(touched && { paths: touched }),
    }),
  ),
  fc.record({ targets: fc.option(globs, { nil: undefined }), paths }).map(
    ({ targets, paths: touched }): Trigger => ({
      ...{ kind: "pullRequest", location },
      ...(targets && { targets }),
      ...(touched && { paths: touched }),
    }),
  ),
  fc.constant<Trigger>({ kind: "schedule", cron: "0 0 * * *", location }),
  fc.constant<Trigger>({ kind: "manual", inputs: {}, location }),
);

const when = condition({ outputs: true, changed: true, edges: true });
const job = fc.record({
  when,
  step: fc.option(when, { nil: undefined }),
  needs: fc.array(fc.record({ index: fc.nat(), isGate: fc.boolean() }), { maxLength: 3 }),
  final: fc.nat({ max: 9 }).map((one) => one === 0),
});

/** The first jobs have the names whose outputs the drawn conditions read. */
const NAMES = ["unit", "unit-2", "a", "b", "c", "d"];

/** Graphs of jobs with conditions over all that there is, gates, orderings and final jobs. */
export const drawnGraph: fc.Arbitrary<StageGraph> = fc
  .record({
    jobs: fc.array(job, { minLength: 2, maxLength: NAMES.length }),
    triggers: fc.uniqueArray(trigger, { minLength: 1, maxLength: 3, selector: ({ kind }) => kind }),
  })
  .map(({ jobs, triggers }) =>
    graphOf(
      jobs.map((one, at) => {
        const ids = [...new Set(at === 0 ? [] : one.needs.map(({ index }) => NAMES[index % at]!))];
        const needs = ids.map((id, place) => (one.needs[place]?.isGate && !one.final ? gate(id) : after(id)));
        const steps = [step("true", one.step ? { when: one.step } : {})];
        return script(NAMES[at]!, { when: one.when, needs, steps, ...(one.final && { finally: true as const }) });
      }),
      { triggers },
    ),
  );
