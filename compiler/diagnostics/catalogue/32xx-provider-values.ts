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
  WB3240: define({
    message: text`\`${"job"}\` uses the variable \`${"name"}\` of GitLab, which GitHub does not have`,
    remedy: text`use a fact of \`runFacts\` or \`vars("...")\` instead, or set \`targets: ["gitlab"]\` in the pipeline`,
    explain:
      'A predefined variable that `gitlabVariable` names is GitLab\'s own. GitHub would read an empty string.\n\n  wrong: env: { REF: gitlabVariable("CI_COMMIT_BRANCH") }\n  right: env: { REF: runFacts.branch }',
  }),
  WB3241: define({
    message: text`the name of a cache of \`${"job"}\` is known only when the job runs, but GitLab needs it before`,
    remedy: text`build the name from strings, facts of the run, inputs and variables, without outputs of jobs`,
    explain:
      'GitLab restores caches before a job\'s script starts, and puts only variables of the pipeline into their keys. An output of another job is not one of them.\n\n  wrong: cache: { name: text`npm-${plan.outputs.key}`, paths: ["node_modules"] }\n  right: cache: { name: text`npm-${runFacts.branch}`, paths: ["node_modules"] }',
  }),
  WB3242: define({
    message: text`the name of the artifacts of \`${"job"}\` is known only when the job runs, but GitLab needs it before`,
    remedy: text`build the name from strings, facts of the run, inputs and variables, without outputs of jobs`,
    explain:
      'GitLab puts variables of the pipeline into the name of an archive. An output of another job is not one of them.\n\n  wrong: artifacts: { name: text`app-${plan.outputs.version}`, paths: ["out"] }\n  right: artifacts: { name: text`app-${runFacts.sha}`, paths: ["out"] }',
  }),
  WB3243: define({
    severity: "warning",
    message: text`GitHub has no \`${"option"}\` for the artifacts of \`${"job"}\`: the archive has the name of the job, without a link in the pull request`,
    remedy: text`remove \`${"option"}\`, or accept this`,
    explain:
      "On GitLab the author names the archive that people download, and may have a link to it in the merge request. On GitHub the emitted workflow names it after the job, by which other jobs find it.",
  }),
  WB3250: define({
    message: text`\`${"job"}\`: the ${"kind"} \`${"name"}\` and \`${"other"}\` differ by case only, which GitHub takes for one name`,
    remedy: text`rename one of them`,
    explain:
      "GitHub compares the keys of a workflow without regard to case, and refuses a file with two that are equal so. Names of outputs, variables and services must differ by more than case.",
  }),
  WB3251: define({
    message: text`job \`${"job"}\` has a service \`docker\`, but on GitLab the Docker engine that runs the job's image has that name`,
    remedy: text`give the service another name`,
    explain:
      "Where an image is built or named when the job runs, or its user or entrypoint must be kept, GitLab runs it in `docker run`, with an engine beside the job that is reached as `docker`. A service of the same name would be reached instead of the engine.",
  }),
} satisfies Hundred<"32">;
