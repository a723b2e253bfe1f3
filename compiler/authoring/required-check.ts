import { propertiesOf } from "./given.ts";
import { callSite } from "./call-site.ts";
import type { ControlOptions } from "./control.ts";
import { type AnyImage, declareJob, type Job, type Machine } from "./job.ts";
import { runFacts } from "./run.ts";
import { sh } from "./step.ts";

export interface RequiredCheckOptions extends Pick<ControlOptions, "runner"> {
  /** Jobs that must all succeed, including the jobs that they need. */
  readonly needs: readonly [Job, ...Job[]];
  /** The jobs that a condition may skip on a pull request. A skipped job counts as succeeded. Default: none. */
  readonly mayBeSkipped?: readonly Job[];
  /** The image that the check runs in; it needs a shell. Default: `busybox:1.37`. */
  readonly image?: AnyImage;
  /** The provider's machine, instead of an image. Default: none. */
  readonly machine?: string | Machine;
  /** The name of the check. Default: the job's name. */
  readonly title?: string;
}

/**
 * A single check for a repository to require: a job that runs after all jobs that it needs have ended, and succeeds only if
 * each of them succeeded. On GitHub, a skipped job counts as passed, and a job that never starts blocks a pull request; this
 * check avoids both. The compiler rejects it if a job that it needs may be skipped on a pull request (WB2140) or may fail
 * (WB2141), unless the options allow that.
 *
 * @example
 * ```ts
 * const docs = job("docs", { image: "node:22", steps: [sh`npm run docs`], when: (run) => run.changed("docs/**") });
 * const ci = requiredCheck("ci", { needs: [unit, docs], mayBeSkipped: [docs] });
 * ```
 */
export function requiredCheck(name: string, options: RequiredCheckOptions): Job {
  const { needs, mayBeSkipped = [], image, machine, ...rest } = propertiesOf(options) as RequiredCheckOptions;
  const place = machine === undefined ? { image: image ?? "busybox:1.37" } : { machine };
  const steps = [sh`test ${runFacts.status} = succeeded`];
  const covers = { jobs: needs, mayBeSkipped };
  const declared = { ...rest, ...place, needs, steps, finally: true, covers };
  return declareJob({ kind: "job", name, options: declared, at: callSite(requiredCheck) });
}
