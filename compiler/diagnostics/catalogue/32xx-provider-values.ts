import { define, type Hundred, text } from "../define.ts";

/** WB32xx: values that a provider does not know. */
export const providerValues = {
  WB3230: define({
    message: text`\`${"job"}\` uses \`runFacts.pullRequestAuthor\`, which GitLab does not know`,
    remedy: text`use \`runFacts.actor\`, who started the pipeline, or ask GitLab's API for the merge request in the job's script`,
    explain:
      "GitLab has no variable for who opened a merge request: `GITLAB_USER_LOGIN` is who started the pipeline, which is somebody else where another person pushes or repeats a job. An empty text in place of a name could let a check pass, so it is refused.",
  }),
} satisfies Hundred<"32">;
