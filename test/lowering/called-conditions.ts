import type { ScriptJob } from "../../compiler/authoring/index.ts";
import { call, eq, member, withCondition } from "../../compiler/authoring/internal.ts";

/** `(run) => run.event === event`, as the frontend rewrites it. */
export const eventCondition = (event: string) =>
  withCondition(
    (_run: unknown) => true,
    (run: unknown) => eq(0, member(1, run, "event"), event),
  );

/** `(run) => run.changed("src/**")`. */
export const changedFilesCondition = withCondition(
  (_run: unknown) => true,
  (run: unknown) => call(0, run, "changed", ["src/**"]),
);

/** `() => job.outputs.id === "1"`. */
export const outputCondition = (job: ScriptJob<"id", string>) =>
  withCondition(
    () => true,
    () => eq(0, job.outputs.id, "1"),
  );
