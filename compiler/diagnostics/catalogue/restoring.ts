import { define, text } from "../define.ts";

/** WB218x and WB402x: jobs that need not run again, and what is taken from earlier runs. */
export const restoring = {
  WB2180: define({
    severity: "warning",
    message: text`${"job"} names its inputs, but it is given the secret ${"secret"}, so it runs every time`,
    remedy: text`remove the inputs, or do what needs ${"secret"} in another job`,
    explain:
      "A job that names its inputs is not run again on this machine while nothing that decides its result has changed. What a secret gives access to (a registry, an interface, a database) can change at any time without anything here showing it, and nothing that could reveal a secret is ever kept, so a job that is given one is always run.",
  }),
};
