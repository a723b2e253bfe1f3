import { define, type Hundred, text } from "../define.ts";

/** WB32xx: values that a provider does not have, or cannot pass on. */
export const providerValues = {
  WB3200: define({
    message: text`on GitHub, \`${"job"}\` is one step that makes all attempts, so its steps cannot read outputs or outcomes of earlier steps`,
    remedy: text`remove \`retry\`, or join the steps into one script; a script can also retry`,
    explain:
      "GitHub does not repeat a job. A job in an image with `retry` becomes one GitHub step, which starts a container for each attempt. On GitHub, only that step has outputs and an outcome.",
  }),
  WB3201: define({
    message: text`a step of \`${"job"}\` reads the outcome of an earlier step, but on GitHub a step that fails with an allowed exit code counts as succeeded`,
    remedy: text`set \`allowFailure\` on the step instead of the job, or write the result to an output`,
    explain:
      "GitHub's `continue-on-error` allows any failure. To allow only some exit codes, Waybill lets the steps succeed with these codes, and their outcome is `success`.",
  }),
  WB3202: define({
    message: text`\`${"job"}\` has a step with the id \`${"id"}\`, which another step of the emitted job has on GitHub`,
    remedy: text`rename it, or leave \`id\` out`,
    explain:
      "A job on GitHub has more steps than the pipeline: they read outputs, compare them or test conditions. They have ids too, and ids must be unique in a job.",
  }),
  WB3230: define({
    message: text`\`${"job"}\` uses \`runFacts.pullRequestAuthor\`, which GitLab does not have`,
    remedy: text`use \`runFacts.actor\`, the account that started the pipeline, or request the merge request from GitLab's API in the script of the job`,
    explain:
      "GitLab has no variable for the author of a merge request. `GITLAB_USER_LOGIN` is the account that started the pipeline, which may be another person who pushed or repeated a job. An empty string instead of a name could let a check pass, so Waybill rejects the value.",
  }),
} satisfies Hundred<"32">;
