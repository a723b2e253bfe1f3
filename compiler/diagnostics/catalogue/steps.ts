import { define, text } from "../define.ts";

/** What jobs are made of: steps, services, reports, tokens. */
export const steps = {
  WB3050: define({
    message: text`GitLab cannot read the log of the service ${"service"} of ${"job"}, which tells when it is ready`,
    remedy: text`wait for its port or an answer instead: ready: { tcp: 5432 } or ready: { http: { port: 8080 } }`,
    explain:
      "GitLab starts services beside the job but gives the job no way to their output. Whether a port accepts or a request is answered can be asked from outside.",
  }),
  WB3051: define({
    severity: "warning",
    message: text`GitHub shows no coverage reports: that of ${"job"} is kept as an artifact`,
    remedy: text`download the artifact ${"job"}-coverage from the run`,
    explain:
      "GitLab shows coverage beside the changed lines of a merge request. GitHub has nothing of the kind; the file is kept so that nothing is lost.",
  }),
};
