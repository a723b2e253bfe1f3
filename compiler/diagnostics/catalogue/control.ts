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
  WB2134: define({
    message: text`${"job"} needs ${"other"}, which runs when all others have ended`,
    remedy: text`remove ${"other"} from what ${"job"} needs, or its finally`,
    explain:
      "A job with `finally` comes last, whatever happened before it. Nothing can wait for it: what has to come after success belongs into ordinary jobs.",
  }),
  WB2135: define({
    message: text`${"job"} runs in any case, but uses ${"other"}, which may have failed`,
    remedy: text`take files instead (downloads: those that are there), or leave out the output, image or condition of ${"other"}`,
    explain:
      "A job with `finally` runs also when the jobs before it have failed or were skipped. An output, an image or a digest that they would have made is then not there. Artifacts may be taken: those that were kept are put into the working directory.",
  }),
  WB2136: define({
    message: text`${"job"} runs in any case, so it cannot wait for ${"other"}, which waits for a person`,
    remedy: text`name only jobs that run by themselves in its needs; without needs it waits for all of these`,
    explain:
      "Nobody has to let a manual job run, so a final job that waited for one might never run. The same holds for jobs that need a manual one.",
  }),
  WB2137: define({
    message: text`${"job"} asks for the run's status, which is known when others have ended`,
    remedy: text`ask for it in a job with finally: true`,
    explain:
      "While a job runs whose needs have succeeded, the status of the run is not known yet. A job with `finally` is told whether what it waited for succeeded, failed or was cancelled.",
  }),
  WB2138: define({
    message: text`${"job"} runs in any case, so it cannot wait for a person`,
    remedy: text`remove manual (or the environment's approval), or finally`,
    explain: "A job with `finally` runs whatever has happened, without anybody's doing.",
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
    message: text`${"option"} ${"name"} names no job that waits for a person`,
    remedy: text`${"choices"}`,
    explain:
      "--approve takes the name of a manual job or of a deploy, or of an environment, a matrix or a call that has some. --deploy takes the names of deploys alone. On this machine a deploy waits until it is named. All other jobs run by themselves.",
  }),
};
