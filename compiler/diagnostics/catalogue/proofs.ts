import { define, text } from "../define.ts";

/** WB203x to WB207x: what the passes prove of a graph, and what they find. */
export const proofs = {
  WB2030: define({
    message: text`${"deploy"} ships ${"image"}, which no job has tested`,
    remedy: text`add a job with image: ${"image"}, and ship ${"image"}.testedBy(thatJob)`,
    explain:
      'What was tested is what ships: at least one job must have run inside the very image, by its digest, before it is deployed. A test that ran in another image says nothing about this one.\n\n  const smoke = job("smoke", { image: app, steps: [sh`./smoke`] });\n  deploy("production", { image: app.testedBy(smoke), to: ... });',
  }),
  WB2031: define({
    message: text`\`${"deploy"}\` does not wait for \`${"test"}\`, which it names as a test of \`${"image"}\``,
    remedy: text`make ${"test"} a need of ${"deploy"} that must have succeeded`,
    explain:
      "A test that runs beside the deploy, or whose result does not matter to it, proves nothing. In a graph that the compiler made, the tests are always gates of the deploy.",
  }),
  WB2032: define({
    message: text`${"test"} may fail and ${"deploy"} would still ship ${"image"}`,
    remedy: text`remove allowFailure from ${"test"}, or take it out of testedBy`,
    explain:
      "A job with allowFailure counts as passed when it fails, on every provider. As the test of an image that ships, it would let a broken image through. Whatever testedBy names is a test, also a job that does not run inside the image.",
  }),
  WB2033: define({
    message: text`${"run"}, \`${"test"}\` is skipped and \`${"image"}\` ships untested in \`${"deploy"}\``,
    remedy: text`let ${"test"} run whenever ${"deploy"} does, or narrow the condition of ${"deploy"}`,
    explain:
      'Whenever the condition of a deploy holds, the conditions of its tests must hold too. This is decided exactly, over all events and all names; the run in the message is one on which it fails.\n\n  test:   when: (run) => run.branch !== undefined\n  deploy: when: (run) => run.branch === "main" || run.tag === "v1"\n\nOn a push of tag v1 the deploy would run without its test.',
  }),
  WB2034: define({
    severity: "warning",
    message: text`${"deploy"} ships ${"image"} without a test: ${"reason"}`,
    remedy: text`test the image and ship ${"image"}.testedBy(thatJob) as soon as that is possible`,
    explain:
      "unverified(reason) is the only way round the proof that what was tested is what ships. It is allowed, and it is said each time, so that it is seen in review.",
  }),
  WB2037: define({
    message: text`\`${"test"}\` is a dynamic matrix, so \`${"deploy"}\` cannot rest on it as a test of \`${"image"}\``,
    remedy: text`test \`${"image"}\` by a job, or by a matrix whose values the pipeline states`,
    explain:
      "The instances of a dynamic matrix are known only when the pipeline runs, from a list that another job makes. An empty list skips them all, and then nothing has tested the image.",
  }),
  WB2036: define({
    message: text`${"what"} of \`${"job"}\` could reach the folder \`.waybill\`: ${"path"}`,
    remedy: text`name the folders and files to keep, so that \`.waybill\` is not among them`,
    explain:
      "In `.waybill` jobs hand over what a deploy rests on: the digests of images, outputs, and what a test ran with. A job that keeps files of this folder could replace those of another job, and an image that nobody tested would ship.",
  }),
  WB2040: define({
    message: text`${"place"} of ${"job"} mentions the secret ${"secret"}, and would show it`,
    remedy: text`hand the secret to a step by its env, or to a build by its secrets`,
    explain:
      "A secret reaches only the steps that name it, as an environment variable. Written into a build argument, a tag, a cache key, an image name or a program's arguments it would stand in image layers, logs, process lists or file names.",
  }),
  WB2041: define({
    message: text`${"job"} is given the secret ${"secret"}, and also runs ${"run"}, which must see none`,
    remedy: text`keep it from forks: when: (run) => !run.pullRequest?.fork`,
    explain:
      "Whoever opens a pull request from a fork chooses what the pipeline runs. GitHub therefore gives such a run no secrets, and the job fails there; on GitLab a member who starts the pipeline in the parent project hands them to the fork's code. So a job that is given a secret is kept from forks. Only what the pipeline's triggers start counts: without a pull request trigger there is nothing to keep out.",
  }),
  WB2042: define({
    message: text`${"place"} of ${"job"} sets ${"name"}, which ${"owner"} sets itself`,
    remedy: text`choose another name`,
    explain:
      "names that begin with CI_, GITHUB_, RUNNER_ or ACTIONS_, and a few others, belong to the providers: what is set there is overwritten or changes how the job runs, differently on each.",
  }),
  WB2050: define({
    message: text`${"place"} of ${"job"} holds ${"part"}, which ${"provider"} would replace`,
    remedy: text`pass the value as an environment variable: interpolate it into the script, or name it in env`,
    explain:
      "Providers replace such expressions in the text of a file before any shell reads it. What they put there becomes part of the script: a branch called `$(curl evil)` would be run. Interpolations of sh`...` travel as environment variables and cannot.",
  }),
  WB2051: define({
    severity: "warning",
    message: text`${"place"} of ${"job"} uses $${"variable"} outside double quotes`,
    remedy: text`quote it: "$${"variable"}"; or interpolate the run's own value into the script`,
    explain:
      "This variable is chosen by whoever pushes or opens a pull request. Outside double quotes the shell splits it into words and expands what looks like a file name, so an outsider chooses the arguments of the command.",
  }),
  WB2060: define({
    severity: "warning",
    message: text`${"job"} never runs: no run can meet ${"condition"}`,
    remedy: text`correct the condition, or remove the job`,
    explain:
      "The condition contradicts itself, or the facts of every possible run: for instance a branch and a tag at once, or two events.",
  }),
  WB2061: define({
    severity: "warning",
    message: text`the condition of ${"job"} is always true: ${"condition"}`,
    remedy: text`remove the condition, or correct it`,
    explain: "Every possible run meets the condition, so it says nothing. Often an || was meant to be an &&.",
  }),
  WB2062: define({
    severity: "warning",
    message: text`${"job"} never runs: nothing that starts this pipeline meets ${"condition"}`,
    remedy: text`add the trigger to on: [...], or correct the condition`,
    explain:
      "The condition can be met, but not by any run that the pipeline's triggers start: for instance one that asks for a tag, in a pipeline that starts on pull requests only. What must hold for the job's gates counts too.",
  }),
  WB2063: define({
    message: text`${"job"} takes the artifacts of ${"producer"}, which keeps none`,
    remedy: text`give ${"producer"} artifacts: { paths: [...] }`,
    explain: "A job that takes another's artifacts expects files. A job without artifacts leaves nothing behind.",
  }),
  WB2064: define({
    severity: "warning",
    message: text`${"run"}, \`${"producer"}\` is skipped, and \`${"job"}\` with it, although its own condition holds`,
    remedy: text`give ${"job"} the condition of ${"producer"}, or let ${"producer"} run as well`,
    explain:
      "A job that uses another's image, output or result is skipped when that one is. That is safe, but where the two conditions differ, the job's own says less than it seems to.",
  }),
  WB2065: define({
    message: text`${"run"}, \`${"producer"}\` is skipped and \`${"job"}\` runs without its artifacts`,
    remedy: text`let ${"producer"} run whenever ${"job"} does, or do not take its artifacts`,
    explain:
      "A need that was skipped by its own condition does not stop a job. The files it would have left are then missing, and the job meets that only when it runs.",
  }),
  WB2066: define({
    severity: "warning",
    message: text`the cache ${"prefix"} of ${"job"} has no key files, so its key never changes`,
    remedy: text`name the files that decide its content: key: ["package-lock.json"]`,
    explain:
      "A cache entry cannot be changed once it is kept (on GitHub it never is). With a key that is always the same, the first content stays for ever.",
  }),
  WB2067: define({
    message: text`the service ${"service"} of ${"job"} cannot be reached: ${"reason"}`,
    remedy: text`give it a name of its own, of small letters, digits and -`,
    explain:
      "Steps reach a service by its name as a host name. It must be one, and no other service of the job may have it.",
  }),
  WB2068: define({
    message: text`${"job"} relies on ${"gate"}, which may fail and still count as passed`,
    remedy: text`remove allowFailure from ${"gate"}`,
    explain:
      "A job whose image, output or result another job uses must have succeeded. With allowFailure a failure is reported as success to what follows, on every provider.",
  }),
};
