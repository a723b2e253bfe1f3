import { describe } from "../../expr/index.ts";
import { permissionTexts } from "../access.ts";
import type { EventPlan, PlanVerdict } from "../plan/event.ts";
import type { PlanTable } from "../plan/table.ts";

/** The decision table for programs: jobs by name, conditions as they are written in a `when`. */
export function planTableJson({ pipeline, columns, regions, never, neverTogether, gaveUp }: PlanTable) {
  return {
    pipeline,
    regions: regions.map(({ words, example, options, cells, empty }) => {
      const jobsOf = (wanted: "runs" | "skipped") =>
        columns.flatMap(({ jobs }, at) => (cells[at] === wanted ? jobs : []));
      return {
        words,
        ...(example && { example }),
        options,
        runs: jobsOf("runs"),
        depends: columns.flatMap(({ jobs }, at) => {
          const cell = cells[at];
          return typeof cell === "object" ? jobs.map((job) => ({ job, when: describe(cell.when) })) : [];
        }),
        skipped: jobsOf("skipped"),
        ...(empty && { empty }),
      };
    }),
    steps: columns.flatMap(({ steps }) =>
      steps.map(({ job, step, when }) => ({ job, step: step.name, when: describe(when) })),
    ),
    ...{ never, neverTogether, gaveUp },
  };
}

/** The plan of one event for programs. */
export function eventPlanJson({ pipeline, facts, starts, jobs }: EventPlan) {
  return {
    ...{ pipeline, facts, starts },
    jobs: jobs.map(({ job, verdict, because, waits, steps, access, image, ships }) => ({
      job: job.id,
      kind: job.kind,
      ...verdictJson(verdict),
      ...{ because, waits },
      ...(image !== undefined && { image }),
      ...(ships !== undefined && { ships }),
      ...{ ...access, permissions: permissionTexts(access.permissions) },
      steps: steps.map((step) => ({ name: step.name, ...verdictJson(step.verdict), because: step.because })),
    })),
  };
}

const verdictJson = (verdict: PlanVerdict) => ({
  verdict: verdict.kind,
  ...(verdict.kind === "depends" && { when: describe(verdict.when) }),
});
