import { define, text } from "../define.ts";

/** When jobs begin and end: WB213x in the graph, WB304x at the providers, WB401[89] on this machine. */
export const control = {
  WB2130: define({
    message: text`${"job"} cannot be interruptible: ${"reason"}`,
    remedy: text`remove interruptible: true; a job that only checks may be cut off, one that changes something outside must end`,
    explain:
      "A job that is interruptible is cut off when a newer commit of the same pull request comes. A deploy that is cut off leaves its target half changed, and so does a job that takes turns with others because it must not meet them: what it has begun it must end.",
  }),
  WB2131: define({
    message: text`${"job"} waits for a person, so it cannot also be allowed to fail`,
    remedy: text`remove allowFailure, or let the job run by itself`,
    explain:
      "What needs a manual job waits until it has run. On GitLab a manual job that may fail is one that nobody has to run: what needs it would be skipped at once instead of waiting.",
  }),
  WB2132: define({
    message: text`${"job"} and ${"other"} deploy to one place, but take turns in different groups`,
    remedy: text`give both the same concurrency group, or none: deploys to one place take turns by themselves`,
    explain:
      "Two deploys to one service, container or workload at the same time would overwrite each other. Without a group of their own they take turns for the place; with two groups nothing keeps them apart.",
  }),
  WB2133: define({
    message: text`${"job"} and ${"other"} of one run would take each other's place in the group ${"group"}`,
    remedy: text`let each have its turn (waiting: "queue"), or give them different groups`,
    explain:
      "Where the newest replaces those that wait, a run that has several jobs in the group would cancel its own: whichever comes last takes the place of the others.",
  }),
  WB3041: define({
    message: text`${"job"} replaces the job that waits in its group ${"group"}, which GitLab cannot do`,
    remedy: text`let each have its turn: concurrency: { group: "${"group"}", waiting: "queue" }`,
    explain:
      "GitLab's resource_group lets one job run at a time and never cancels one that waits. In which order they get their turns is the group's process mode, which is set through GitLab's API, not in the file.",
  }),
  WB3043: define({
    severity: "warning",
    message: text`GitHub keeps who may let ${"job"} run in the repository: the environment ${"environment"} must have required reviewers`,
    remedy: text`add them under Settings > Environments > ${"environment"}`,
    explain:
      "On GitHub a job waits for a person when its environment has required reviewers, which is a setting of the repository and not of the file. The emitted job asks GitHub whether there are any before its first step, and fails when there are none, so that it never runs without having been let. The file's first lines repeat what is to be set.",
  }),
  WB3044: define({
    message: text`${"job"} runs in containers, which GitHub's ${"label"} machines do not have`,
    remedy: text`choose a Linux machine, for example runner: { github: "ubuntu-24.04" }`,
    explain:
      "Every job runs in a container of its image, so that it runs alike on both providers and on this machine. GitHub starts job containers on Linux machines only.",
  }),
  WB4018: define({
    fault: "usage",
    message: text`nothing waits for a person under the name ${"name"}`,
    remedy: text`${"choices"}`,
    explain:
      "--approve takes the name of a manual job, or of an environment whose jobs are manual, as the pipeline declares it. Only those wait for a person; all other jobs run by themselves.",
  }),
};
