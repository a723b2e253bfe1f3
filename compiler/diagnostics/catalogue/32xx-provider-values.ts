import { define, type Hundred, text } from "../define.ts";

/** WB32xx: values that a provider does not know, or cannot hand on. */
export const providerValues = {
  WB3200: define({
    message: text`on GitHub, \`${"job"}\` is one step that makes all attempts, so none of its steps can read what an earlier one has left`,
    remedy: text`remove \`retry\`, or join the steps into one script; a script can also retry by itself`,
    explain:
      "GitHub does not repeat a job. A job in an image that has `retry` becomes one step, which starts a container for each attempt. Outputs and outcomes are of GitHub's steps, of which there is only that one.",
  }),
  WB3201: define({
    message: text`a step of \`${"job"}\` reads how an earlier one went, and on GitHub a step that fails with an allowed exit code has succeeded`,
    remedy: text`give the step \`allowFailure\` in place of the job, or put out how it went as an output`,
    explain:
      "GitHub's `continue-on-error` allows any failure. So that a job may fail with some exit codes only, its steps end well with these, and their outcome is `success`.",
  }),
  WB3202: define({
    message: text`\`${"job"}\` has a step with the id \`${"id"}\`, which on GitHub another step of the emitted job has`,
    remedy: text`rename it, or leave \`id\` out`,
    explain:
      "Beside the steps of the pipeline, a job on GitHub has steps that read outputs, compare them or test conditions. Later steps know these by ids too, and each id of a job is that of one step.",
  }),
  WB3230: define({
    message: text`\`${"job"}\` uses \`runFacts.pullRequestAuthor\`, which GitLab does not know`,
    remedy: text`use \`runFacts.actor\`, who started the pipeline, or ask GitLab's API for the merge request in the job's script`,
    explain:
      "GitLab has no variable for who opened a merge request: `GITLAB_USER_LOGIN` is who started the pipeline, which is somebody else where another person pushes or repeats a job. An empty text in place of a name could let a check pass, so it is refused.",
  }),
} satisfies Hundred<"32">;
