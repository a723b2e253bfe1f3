import { define, text } from "../define.ts";

/** WB3100-19: conditions that a provider decides late. */
export const conditions = {
  WB3100: define({
    message: text`${"job"} has to know whether ${"need"} ran, and GitLab hands that over with the artifacts of ${"need"} only`,
    remedy: text`take the artifacts too (downloads: [${"need"}.artifacts]), or keep them in a job that depends on no output`,
    explain:
      "GitLab decides which jobs there are before the first one runs. A job whose condition reads an output starts, tests it, and ends at once where it does not hold; a file among its artifacts tells the jobs that need it. A job gets all artifacts of a need or none of them, so it would find files in its checkout that it has not asked for.",
  }),
  WB3101: define({
    message: text`${"job"} keeps artifacts of failures only, and on GitLab could not tell those that need it whether it ran`,
    remedy: text`keep the artifacts always, or in a job that depends on no output`,
    explain:
      "On GitLab a job that is skipped by an output tells so in a file among its artifacts, and there is one answer for all of them to when they are kept.",
  }),
};
