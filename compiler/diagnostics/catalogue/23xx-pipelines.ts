import { define, type Hundred, text } from "../define.ts";

/** WB23xx: several pipelines, calls and secret files in the graph. */
export const pipelines = {
  WB2310: define({
    message: text`two pipelines of this file are named \`${"name"}\``,
    remedy: text`rename one of them`,
    explain:
      "A file may export several pipelines. Their names identify them on the command line, and in the files that they compile to.",
  }),
  WB2311: define({
    fault: "usage",
    message: text`\`${"file"}\` exports several pipelines and no default: ${"known"}`,
    remedy: text`choose one, for example --pipeline "${"one"}"`,
    explain:
      "Without --pipeline, Waybill uses the default export of a file, or its only pipeline. This file exports several pipelines by name.",
  }),
  WB2312: define({
    fault: "usage",
    message: text`\`${"file"}\` has no pipeline named \`${"name"}\``,
    remedy: text`${"meant"}choose one of: ${"known"}`,
    explain:
      "--pipeline takes the name that a pipeline was declared with: the first argument of pipeline(...), not the name of the constant. Only exported pipelines count.",
  }),
  WB2313: define({
    fault: "usage",
    message: text`the pipeline \`${"pipeline"}\` has no trigger for the event \`${"event"}\`, so a provider would not run it`,
    remedy: text`run it as ${"own"}, or add a trigger for the event to its \`on\``,
    explain:
      "A local run is a run of one of the pipeline's triggers. The default is `push`, or the only trigger if there is just one. What Waybill proved about the pipeline holds only for its triggers.",
  }),
  WB2314: define({
    message: text`${"call"} calls the pipeline \`${"pipeline"}\`, which has no call() trigger`,
    remedy: text`add call() to the \`on\` of \`${"pipeline"}\`, with the inputs that its callers set`,
    explain:
      "The triggers of a pipeline list what starts it; the inputs of its call() are what a caller must set. TypeScript reports this first, unless the types were cast away.",
  }),
  WB2315: define({
    message: text`${"call"} ${"problem"}, by the call() of the pipeline \`${"pipeline"}\``,
    remedy: text`set each input that has no default, and no other input: a string, a number such as -2 or 0.5, true or false, as its type requires`,
    explain:
      "The inputs of a called pipeline are the inputs of its call() trigger. TypeScript reports a missing or wrong one first. It accepts numbers that a provider would write differently, such as 1e21; Waybill does not.",
  }),
  WB2316: define({
    message: text`${"call"} calls the pipeline \`${"pipeline"}\`, but no job of that pipeline runs on a call`,
    remedy: text`run a job of \`${"pipeline"}\` on a call (run.event === "call"), or remove the call`,
    explain:
      "In a called pipeline the event is `call`. Jobs whose conditions require another event, or changed files, are not part of it. Here, no job is left.",
  }),
  WB2320: define({
    message: text`\`${"job"}\` passes the file of the secret \`${"secret"}\` to ${"place"}, where it is not available`,
    remedy: text`pass its value, secret("${"secret"}"), or use the file in a step`,
    explain:
      "The file of a secret exists for one step of a job, in the container of that step. A service is another container, a login takes strings, and Waybill does not control what a GitHub action does.",
  }),
  WB2321: define({
    message: text`the secret \`${"secret"}\` is a file in \`${"job"}\` and a value in \`${"other"}\``,
    remedy: text`use it in one way, or store it under two names`,
    explain:
      "A GitLab variable has one type. A variable of type File is a path wherever it is read, so a job that expects the value would get the path.",
  }),
  WB2330: define({
    message: text`the name of \`${"job"}\` has ${"length"} characters on ${"target"}, which allows ${"most"}`,
    remedy: text`give the job a shorter name`,
    explain:
      "A job name may have 150 characters here. GitHub requires identifiers of fewer than 100. GitLab allows 255, but in a file with several pipelines the name of a job starts with that of its pipeline, and GitLab builds concurrency groups from both names and a commit. Instances of a matrix are named after their values; on GitHub that matters only if they are separate jobs.",
  }),
  WB2340: define({
    message: text`job \`${"job"}\` is in the stage \`${"stage"}\`, which the pipeline does not have`,
    remedy: text`add the stage to \`stages\` of the pipeline, or name one of its stages (${"known"})`,
    explain:
      'A job without `needs` runs after the jobs of all earlier stages. The pipeline defines the order of the stages that its jobs name: `pipeline("app", { stages: ["test", "deploy"], ... })`.',
  }),
  WB2350: define({
    message: text`${"owner"} runs on a machine, so it cannot have \`${"option"}\``,
    remedy: text`remove \`${"option"}\`, or give the job an \`image\` instead of \`machine\``,
    explain:
      "A job runs either in a container of its `image`, or on the provider's `machine`, as the machine's user. `machine` also selects the runner, so a job with `machine` cannot have `runner`.",
  }),
  WB2351: define({
    message: text`${"owner"} has neither an \`image\` nor a \`machine\``,
    remedy: text`add the image of its container, such as \`image: "node:20"\`, or the machine that it runs on, such as \`machine: "ubuntu-24.04"\``,
    explain:
      "A job runs in a container of its `image`, or without one on a `machine` of the provider. Waybill chooses no default, because the default image of a runner differs from one runner to the next.",
  }),
  WB2360: define({
    message: text`${"owner"} has a cache with \`${"option"}\`, which does not fit its \`name\` or its \`key\``,
    remedy: text`give the cache either a \`name\`, with \`fallback\` if needed, or key files, with \`prefix\` if needed`,
    explain:
      'A cache is found either by its exact name or by the content of its key files. A prefix is for key files, and names to fall back to are for a name.\n\n  wrong: cache: { name: "pip", key: "requirements.txt", paths: [".cache/pip"] }\n  right: cache: { name: "pip", paths: [".cache/pip"] }',
  }),
} satisfies Hundred<"23">;
