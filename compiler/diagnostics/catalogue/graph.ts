import { define, text } from "../define.ts";

/** WB2xxx: what is wrong with the graph, whatever it is used for. */
export const graph = {
  WB2350: define({
    message: text`${"owner"} runs on a machine, so it cannot have \`${"option"}\``,
    remedy: text`remove \`${"option"}\`, or give the job an \`image\` in place of \`machine\``,
    explain:
      "A job runs either in a container of its `image`, or on the provider's `machine`, as the user that the machine has. `machine` also says which runner takes the job, so `runner` beside it would say it twice.",
  }),
  WB2340: define({
    message: text`job \`${"job"}\` is in the stage \`${"stage"}\`, which the pipeline does not have`,
    remedy: text`add the stage to \`stages\` of the pipeline, or name one of its stages (${"known"})`,
    explain:
      'The order of stages decides what a job without `needs` comes after, so a pipeline lists the stages that its jobs name: `pipeline("app", { stages: ["test", "deploy"], ... })`.',
  }),
  WB2001: define({
    message: text`the pipeline ${"pipeline"} has no jobs`,
    remedy: text`list at least one job: pipeline("${"pipeline"}", { on: [...], jobs: [...] })`,
    explain: "A pipeline without jobs would succeed without having done anything, which is never what was meant.",
  }),
  WB2002: define({
    message: text`nothing starts the pipeline ${"pipeline"}`,
    remedy: text`name at least one trigger: on: [push()], or pullRequest(), schedule("30 3 * * *"), manual()`,
    explain:
      "A pipeline says in `on` what starts it: a push, a pull request, a time table, a person. One without any would be emitted to a provider and never run there.",
  }),
  WB2003: define({
    message: text`${"owner"}: ${"what"} ${"value"} ${"problem"}`,
    remedy: text`write ${"remedy"}`,
    explain:
      "Names, paths, patterns, image references, lengths of time, time tables and numbers are checked when the pipeline is compiled, by rules that hold on every provider and on this machine. What is refused here would fail, or mean something else, in at least one of these places. Paths stay inside the repository: `../shared` or `/etc` is not there in a job's own copy of the tree.",
  }),
  WB2004: define({
    message: text`${"field"} wants ${"wanted"}, but it is ${"found"}`,
    remedy: text`give it ${"wanted"}, and let the compiler check the types: a cast or an any hides such mistakes`,
    explain:
      "The types of the authoring library refuse such a value, so a cast, an `any` or a file read as JSON let it through. Secrets, outputs of jobs and facts of the run are not known when the pipeline is compiled: they may stand in `env`, `secrets`, `login` and in the interpolations of `sh`, nowhere else.",
  }),
  WB2006: define({
    message: text`the condition of ${"owner"} cannot be read`,
    remedy: text`write the arrow function in place, or give the helper that makes it the type Predicate`,
    explain:
      "A condition is not called: the compiler reads its source. It finds arrow functions and functions where a `Predicate` is expected. One that was made elsewhere, for example by `bind` or by code that the compiler does not see, has no source to read.",
  }),
  WB2008: define({
    message: text`${"owner"} uses the input ${"input"}, which no manual trigger of this pipeline has`,
    remedy: text`list the trigger that declares ${"input"} in the pipeline's on`,
    explain:
      "Inputs belong to a manual trigger. A job may use those of the triggers that its pipeline lists in `on`; those of a trigger that is not listed would always be empty.",
  }),
  WB2009: define({
    message: text`${"owner"} has a command that is empty`,
    remedy: text`write what is to be run, or remove it`,
    explain: "A step, or a service's readiness check, with nothing to run would succeed without having done anything.",
  }),
  WB2010: define({
    message: text`${"owner"}: a value cannot be interpolated ${"where"}`,
    remedy: text`${"instead"}`,
    explain:
      "What is interpolated in `sh` is data: it is quoted, or handed over as an environment variable, as its place in the script asks for. In a few places no quoting is right in every shell (backticks, the inside of a `${...}`, a here-document whose delimiter is quoted), and in arithmetic a text would be evaluated. There the value is refused, because otherwise whoever chooses it could choose what runs. The same holds for a word that another interpreter reads, as in `sh -c`, `eval` or `node -e`: give it the value as an argument instead.",
  }),
  WB2011: define({
    message: text`${"owner"} has no steps`,
    remedy: text`give it at least one: steps: [sh\`npm test\`]`,
    explain: "A job without steps would succeed without having done anything.",
  }),
  WB2012: define({
    message: text`${"owner"} has two values for the variable ${"name"}: one in env and the secret of that name`,
    remedy: text`rename the variable in env, or remove the secret from secrets and give it to env under another name`,
    explain:
      "A secret in `secrets` becomes an environment variable of its own name. When `env` gives that name another value, one of the two would be lost.",
  }),
  WB2013: define({
    message: text`${"owner"} has two services called ${"service"}`,
    remedy: text`give one of them another name`,
    explain: "A service's name is its host name for the job's steps, so it can be used once only within a job.",
  }),
  WB2014: define({
    message: text`${"owner"} ships an unverified image without saying why`,
    remedy: text`give the reason: unverified(app, "why it ships untested")`,
    explain:
      "`unverified` lets an image ship that was not tested. The reason is what a reviewer sees and what the record of the delivery keeps, so it cannot be empty.",
  }),
  WB2015: define({
    message: text`${"owner"} ships ${"image"}, but none of the jobs that test it runs inside it`,
    remedy: text`give one of them the image itself: job("smoke", { image: ${"image"}, steps: [...] })`,
    explain:
      "What was tested is what ships: at least one job must run inside the very image that is deployed. Tests that run in another image have not seen what ships. The types refuse this too, as long as two images do not have one name.",
  }),
  WB2020: define({
    message: text`${"file"} is not JSON: ${"reason"}`,
    remedy: text`write it with: waybill compile FILE --target graph --out ${"file"}`,
    explain:
      "A saved graph is JSON. The text could not be read as such; a file that was cut off, or merged by hand, is the usual reason.",
  }),
  WB2021: define({
    message: text`${"file"} has version ${"version"} of the graph's format; this program reads version ${"known"}`,
    remedy: text`compile the pipeline again with this version of waybill`,
    explain:
      "The format of saved graphs has a version. A reader that does not know a version refuses it, rather than run a pipeline with half of its meaning lost.",
  }),
  WB2022: define({
    message: text`in the saved graph, ${"path"} ${"problem"}`,
    remedy: text`compile the pipeline again instead of editing its graph; schemas/stage-graph.schema.json says what is allowed`,
    explain:
      "A saved graph is compared with the published JSON Schema before anything is done with it. Unknown properties are refused too: they would be a wish that is silently ignored.",
  }),
  WB2023: define({
    message: text`two jobs are called ${"job"}`,
    remedy: text`give one of them another name`,
    explain:
      "A job's name is its identity: other jobs, the providers and the logs refer to it by that name, so it can be used once only.",
  }),
  WB2024: define({
    message: text`${"job"} refers to the ${"what"} ${"name"}, which is not in the graph`,
    remedy: text`compile the pipeline again; if the graph was written by hand, add the ${"what"} or remove the reference`,
    explain:
      "Every job, stage and input that a job refers to must be part of the same graph. The compiler sees to that; a graph that was edited or cut may lack one.",
  }),
  WB2025: define({
    message: text`these jobs wait for each other: ${"cycle"}`,
    remedy: text`remove one of the needs, or split a job in two`,
    explain:
      "A job starts when the jobs it needs are over. In a cycle each waits for the next and none can ever start. Every edge of the cycle is listed with the place it comes from.",
  }),
  WB2026: define({
    message: text`${"job"} uses ${"other"}, which ${"wrong"}`,
    remedy: text`refer to a job of the right kind, or declare the output in ${"other"}`,
    explain:
      "An image can be taken from a build job only, an output and a test from a script job only, and an output must be declared by the job that sets it.",
  }),
  WB2027: define({
    message: text`${"job"} uses the ${"use"} of ${"other"} without needing it`,
    remedy: text`add ${"other"} to the needs of ${"job"}`,
    explain:
      "What a job hands on is there only when that job is over, so whoever uses it must need it. The compiler adds such needs by itself; a graph that was edited may lack one.",
  }),
  WB2028: define({
    message: text`the condition of ${"job"} uses ${"part"}, which cannot mean the same everywhere: ${"problem"}`,
    remedy: text`write it with the parts that JavaScript, RE2 and POSIX share, or test with startsWith, endsWith and includes`,
    explain:
      "A condition has one meaning, locally and on every provider. Regular expressions may use literals, classes, groups, alternatives, bounded repetition, ^, $ and \\b; look-around and back-references do not exist in RE2. Globs may use *, ? and ** as a whole segment.",
  }),
  WB2035: define({
    message: text`the trigger ${"trigger"}: \`${"field"}\` ${"problem"}`,
    remedy: text`compile the pipeline again: a graph that Waybill writes holds readable patterns only`,
    explain:
      "A trigger of a saved graph has a pattern that does not mean the same on every provider. Waybill never writes such a graph, so the file was edited.",
  }),
  WB2029: define({
    message: text`${"job"} needs ${"need"} twice`,
    remedy: text`list it once`,
    explain:
      "Two needs of one job could contradict each other: one a gate, one not. The providers refuse them as well.",
  }),
};
