import { propertiesOf } from "./given.ts";
import { callSite } from "./call-site.ts";
import type { ControlOptions } from "./control.ts";
import { type AnyImage, declareJob, type Job, type Machine } from "./job.ts";
import { runFacts } from "./run.ts";
import { sh } from "./step.ts";

export interface RequiredCheckOptions extends Pick<ControlOptions, "runner"> {
  /** Jobs that must all have succeeded. What these need counts too. */
  readonly needs: readonly [Job, ...Job[]];
  /** Those of them that a condition may skip on a pull request: skipped, they count as succeeded. Default: none. */
  readonly mayBeSkipped?: readonly Job[];
  /** An image with a shell, in which the check runs. Default: `busybox:1.37`. */
  readonly image?: AnyImage;
  /** The provider's machine, in place of an image. Default: none. */
  readonly machine?: string | Machine;
  /** The name of the check. Default: the job's name. */
  readonly title?: string;
}

/**
 * The one check that a repository has to require: a job that runs when all others have ended, and succeeds only where each job
 * that it needs has succeeded. A job that a condition skips is green on GitHub, and one that never starts hangs a pull request;
 * this one does neither. The compiler refuses it where a job that it needs may be skipped on a pull request (WB2140) or may
 * fail (WB2141), unless that is said here.
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
