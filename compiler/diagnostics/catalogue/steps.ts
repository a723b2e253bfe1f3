import { define, text } from "../define.ts";

/** What jobs are made of: steps, services, reports, tokens. */
export const steps = {
  WB2200: define({
    message: text`${"run"}, ${"test"} passes over its step ${"step"} and \`${"image"}\` ships half tested in \`${"deploy"}\``,
    remedy: text`let the step run whenever ${"deploy"} does, or move it into a job that tests nothing for ${"deploy"}`,
    explain:
      'A test counts when it has done all that it does. Whenever the condition of a deploy holds, the conditions of the steps of its tests must hold too. This is decided exactly, as it is for the conditions of the tests themselves; the run in the message is one on which it fails.\n\n  test:   step("all", sh`./test --all`, { when: (run) => run.branch === "main" })\n  deploy: when: (run) => run.branch === "main" || run.tag === "v1"\n\nOn a push of tag v1 the deploy would ship what that step never saw.',
  }),
  WB2201: define({
    message: text`a command of ${"owner"} ${"what"}`,
    remedy: text`put a condition on the deploy itself; use a script for what ships`,
    explain:
      "A deploy's commands ship, read back and roll back together. One that is passed over, or exists on one provider only, would leave the deploy believing in what nobody did.",
  }),
  WB2202: define({
    severity: "warning",
    message: text`the step ${"step"} of ${"job"} never runs: no run of the job meets ${"condition"}`,
    remedy: text`correct the condition, or remove the step`,
    explain:
      "The condition contradicts itself, the job's own condition, or whatever starts the pipeline: for instance a step for tags in a job that runs on branches only.",
  }),
  WB2203: define({
    severity: "warning",
    message: text`the condition of the step ${"step"} of ${"job"} is always true: ${"condition"}`,
    remedy: text`remove the condition, or correct it`,
    explain: "Every possible run meets the condition, so it says nothing. Often an || was meant to be an &&.",
  }),
  WB2204: define({
    message: text`what takes the place of an action in ${"owner"} has a condition of its own`,
    remedy: text`give the condition to the step: step(name, uses(...), { when: ... })`,
    explain: "An action and what runs in its place are one step, which runs or does not run on every provider alike.",
  }),
  WB2205: define({
    message: text`the step ${"step"} of ${"test"} runs on GitHub only, and ${"deploy"} rests on ${"test"}`,
    remedy: text`say what tests elsewhere (elsewhere: sh\`...\`), or move the action into a job that tests nothing for ${"deploy"}`,
    explain:
      "A test counts when it has done all that it does, wherever the pipeline runs. An action that nothing takes the place of is passed over on this machine, so that an image could ship from here with less of a test than on GitHub.",
  }),
  WB2206: define({
    message: text`an action of ${"owner"} has a working directory`,
    remedy: text`leave it out, or give it to what takes the action's place: elsewhere: step(name, sh\`...\`, { workingDirectory })`,
    explain: "GitHub's actions run in the checkout, whatever a step says. Many have an input for a folder.",
  }),
  WB3080: define({
    message: text`the condition of the step ${"step"} of ${"job"} cannot be tested on ${"target"}: ${"reason"}`,
    remedy: text`compare with ===, startsWith, endsWith or includes, or decide in the step's script`,
    explain:
      "A condition must mean the same on every provider. Regular expressions are tried exactly by GitLab itself when it makes the pipeline, and by the plan job on GitHub; both are before any job has put anything out, so that a pattern cannot be tried on an output. A provider's own limits, of what one condition may be long, are told of here as well.",
  }),
  WB3081: define({
    message: text`the step ${"step"} of ${"job"} is the action ${"action"}, which only GitHub has`,
    remedy: text`say what runs in its place: uses("${"action"}", { elsewhere: sh\`...\` })`,
    explain:
      "GitLab's own ways of sharing, includes and components, add jobs, not steps: a pipeline names them in gitlab.include. What an action does there, a script has to do.",
  }),
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
