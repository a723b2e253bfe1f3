import { define, type Hundred, text } from "../define.ts";

/** WB20xx: the graph and its proofs. */
export const graph = {
  WB2001: define({
    message: text`the pipeline \`${"pipeline"}\` has no jobs`,
    remedy: text`list at least one job: pipeline("${"pipeline"}", { on: [...], jobs: [...] })`,
    explain:
      'A pipeline without jobs would succeed without doing anything.\n\n  wrong: pipeline("ci", { on: [push()], jobs: [] })\n  right: pipeline("ci", { on: [push()], jobs: [unit] })',
  }),
  WB2002: define({
    message: text`nothing starts the pipeline \`${"pipeline"}\``,
    remedy: text`add at least one trigger: on: [push()], or pullRequest(), schedule("30 3 * * *"), manual()`,
    explain:
      "`on` lists what starts a pipeline: a push, a pull request, a schedule, a person. Without a trigger, a provider would never run it.",
  }),
  WB2003: define({
    message: text`${"owner"}: ${"what"} ${"value"} ${"problem"}`,
    remedy: text`write ${"remedy"}`,
    explain:
      'Waybill checks names, paths, patterns, image references, durations, schedules and numbers when it compiles the pipeline, by rules that hold on every provider and on this machine. A rejected value would fail, or mean something else, in at least one of these places. Paths stay inside the repository: `../shared` and `/etc` do not exist in a job\'s copy of the source tree.\n\n  wrong: job("a", { image: "node:20", steps, artifacts: ["/dist"] })\n  right: job("a", { image: "node:20", steps, artifacts: ["dist"] })',
  }),
  WB2004: define({
    message: text`${"field"} must be ${"wanted"}, but it is ${"found"}`,
    remedy: text`use ${"wanted"}, and let the compiler check the types: a cast or an \`any\` hides such mistakes`,
    explain:
      "The types of the authoring library reject such a value, so a cast, an `any` or a file read as JSON let it through. Secrets, outputs of jobs and facts of the run are not known at compile time. Use them in `env`, `secrets`, `login` and in the interpolations of `sh` only.",
  }),
  WB2006: define({
    message: text`cannot read the condition of ${"owner"}`,
    remedy: text`write the arrow function in place, or declare the helper that makes it as a \`Predicate\``,
    explain:
      "Waybill does not call a condition: it reads its source. It finds arrow functions and functions where a `Predicate` is expected. A function that was made by `bind`, or by code that Waybill does not see, has no source to read.",
  }),
  WB2008: define({
    message: text`${"owner"} uses the input \`${"input"}\`, but no manual trigger of this pipeline declares it`,
    remedy: text`add the trigger that declares \`${"input"}\` to the pipeline's \`on\``,
    explain:
      "Inputs belong to a trigger. A job may use the inputs of the triggers in its pipeline's `on`. Inputs of any other trigger would always be empty.",
  }),
  WB2009: define({
    message: text`${"owner"} has an empty command`,
    remedy: text`write the command, or remove it`,
    explain: "A step, or a service's readiness check, with nothing to run would succeed without doing anything.",
  }),
  WB2010: define({
    message: text`${"owner"}: a value cannot be interpolated ${"where"}`,
    remedy: text`${"instead"}`,
    explain:
      "An interpolated value in `sh` is data. Depending on its position in the script, it is quoted or passed as an environment variable. In a few positions no quoting is right in every shell: backticks, the inside of a `${...}`, and a here-document with a quoted delimiter; in arithmetic, a string would be evaluated. Waybill rejects the value there, because whoever chooses it could choose what runs. The same holds for a word that another interpreter reads, as in `sh -c`, `eval` or `node -e`: pass the value as an argument instead.\n\n  wrong: sh`node -e \"console.log('${run.branch}')\"`\n  right: sh`node -e 'console.log(process.argv[1])' ${run.branch}`",
  }),
  WB2011: define({
    message: text`${"owner"} has no steps`,
    remedy: text`give it at least one: steps: [sh\`npm test\`]`,
    explain:
      'A job without steps would succeed without doing anything.\n\n  wrong: job("unit", { image: "node:20", steps: [] })\n  right: job("unit", { image: "node:20", steps: [sh`npm test`] })',
  }),
  WB2012: define({
    message: text`${"owner"} has two values for the variable \`${"name"}\`: one in \`env\`, and the secret of that name`,
    remedy: text`rename the variable in \`env\`; or remove the secret from \`secrets\` and pass it in \`env\` under another name`,
    explain:
      'A secret in `secrets` becomes an environment variable with the same name. If `env` sets that name too, one of the two values is lost.\n\n  wrong: secrets: ["TOKEN"], env: { TOKEN: "none" }\n  right: env: { TOKEN: secret("TOKEN"), MODE: "none" }',
  }),
  WB2013: define({
    message: text`${"owner"} has two services named \`${"service"}\``,
    remedy: text`rename one of them`,
    explain: "The name of a service is its host name for the steps of the job, so each name can be used once per job.",
  }),
  WB2014: define({
    message: text`${"owner"} ships an unverified image without a reason`,
    remedy: text`give the reason: unverified(app, "why it ships untested")`,
    explain:
      '`unverified` ships an image that was not tested. Reviewers and the delivery record see the reason, so it cannot be empty.\n\n  wrong: image: unverified(app, "")\n  right: image: unverified(app, "the tests run in staging")',
  }),
  WB2015: define({
    message: text`${"owner"} ships \`${"image"}\`, but none of the jobs that test it runs inside it`,
    remedy: text`run one of them in the image itself: job("smoke", { image: ${"image"}, steps: [...] })`,
    explain:
      "Only a tested image may ship: at least one job must run inside the image that is deployed. Tests in another image have not seen what ships. The types reject this too, unless two images have the same name.",
  }),
  WB2020: define({
    message: text`\`${"file"}\` is not JSON: ${"reason"}`,
    remedy: text`create it with: waybill compile FILE --target graph --out ${"file"}`,
    explain: "A saved graph is a JSON file. This one cannot be parsed; usually it was truncated, or merged by hand.",
  }),
  WB2021: define({
    message: text`\`${"file"}\` has version ${"version"} of the graph format, but this program reads version ${"known"}`,
    remedy: text`compile the pipeline again with this version of waybill`,
    explain:
      "The format of saved graphs has a version. Waybill rejects a version that it does not know, because it could misread the pipeline.",
  }),
  WB2022: define({
    message: text`in the saved graph, ${"path"} ${"problem"}`,
    remedy: text`compile the pipeline again instead of editing its graph; schemas/stage-graph.schema.json defines the format`,
    explain:
      "A saved graph is validated against the published JSON Schema. Unknown properties are rejected too, because they would be ignored.",
  }),
  WB2023: define({
    message: text`two jobs are named \`${"job"}\``,
    remedy: text`rename one of them`,
    explain: "Other jobs, the providers and the logs refer to a job by its name, so each name can be used once.",
  }),
  WB2024: define({
    message: text`\`${"job"}\` refers to the ${"what"} \`${"name"}\`, which is not in the graph`,
    remedy: text`compile the pipeline again; if the graph was written by hand, add the ${"what"} or remove the reference`,
    explain:
      "Every job, stage and input that a job refers to must be in the same graph. The compiler guarantees that. A graph that was edited may lack one.",
  }),
  WB2025: define({
    message: text`these jobs wait for each other: ${"cycle"}`,
    remedy: text`remove one of the needs, or split a job in two`,
    explain:
      "A job starts when the jobs that it needs have finished. In a cycle, each job waits for the next one, so none can start. The places of all edges are listed.",
  }),
  WB2026: define({
    message: text`\`${"job"}\` uses \`${"other"}\`, which ${"wrong"}`,
    remedy: text`refer to a job of the right kind, or declare the output in \`${"other"}\``,
    explain:
      'An image comes from a build job, an output or a test from a script job. The job that sets an output must declare it.\n\n  wrong: job("build", { image: "node:20", steps })  // ... build.outputs.version\n  right: job("build", { image: "node:20", steps, outputs: ["version"] })',
  }),
  WB2027: define({
    message: text`\`${"job"}\` uses the ${"use"} of \`${"other"}\` but does not need \`${"other"}\``,
    remedy: text`add \`${"other"}\` to the needs of \`${"job"}\``,
    explain:
      "The results of a job exist only after it has finished, so a job that uses them must need it. The compiler adds such needs. A graph that was edited may lack one.",
  }),
  WB2028: define({
    message: text`the condition of \`${"job"}\` uses ${"part"}, which does not mean the same everywhere: ${"problem"}`,
    remedy: text`use only what JavaScript, RE2 and POSIX have in common, or test with startsWith, endsWith and includes`,
    explain:
      'A condition means the same locally and on every provider. Regular expressions may use literals, classes, groups, alternatives, bounded repetition, ^, $ and \\b; RE2 has no look-around and no back-references. Globs may use *, ? and ** as a whole segment.\n\n  wrong: /^release(?=-)/.test(run.branch ?? "")\n  right: (run.branch ?? "").startsWith("release-")',
  }),
  WB2029: define({
    message: text`\`${"job"}\` needs \`${"need"}\` twice`,
    remedy: text`list it once`,
    explain:
      "Two needs on the same job could contradict each other: one that requires success, one that does not. The providers reject them as well.",
  }),
  WB2030: define({
    message: text`\`${"deploy"}\` ships \`${"image"}\`, which no job has tested`,
    remedy: text`add a job with image: ${"image"}, and ship ${"image"}.testedBy(thatJob)`,
    explain:
      'Only a tested image may ship: at least one job must run inside the image, by its digest, before it is deployed. A test in another image says nothing about this one.\n\n  wrong: deploy("production", { image: app, to })\n  right: const smoke = job("smoke", { image: app, steps: [sh`./smoke`] });\n         deploy("production", { image: app.testedBy(smoke), to })',
  }),
  WB2031: define({
    message: text`\`${"deploy"}\` does not wait for \`${"test"}\`, which it names as a test of \`${"image"}\``,
    remedy: text`make \`${"test"}\` a need of \`${"deploy"}\` that must succeed`,
    explain:
      "A test that runs at the same time as the deploy, or whose result the deploy ignores, proves nothing. In a graph that the compiler made, a deploy always waits for its tests.",
  }),
  WB2032: define({
    message: text`\`${"test"}\` may fail and \`${"deploy"}\` would still ship \`${"image"}\``,
    remedy: text`remove allowFailure from \`${"test"}\`, or remove \`${"test"}\` from testedBy`,
    explain:
      "A job with allowFailure counts as passed when it fails, on every provider. As the test of an image that ships, it would let a broken image through. Every job in testedBy is a test, including one that runs beside the image.",
  }),
  WB2033: define({
    message: text`${"run"}, \`${"test"}\` is skipped, so \`${"deploy"}\` would ship \`${"image"}\` untested`,
    remedy: text`run \`${"test"}\` whenever \`${"deploy"}\` runs, or narrow the condition of \`${"deploy"}\``,
    explain:
      'Whenever the condition of a deploy holds, the conditions of its tests must hold too. Waybill decides this exactly, over all events and names; the message gives a run for which it fails.\n\n  wrong: test:   when: (run) => run.branch !== undefined\n         deploy: when: (run) => run.branch === "main" || run.tag === "v1"\n  right: test:   when: (run) => run.branch !== undefined || run.tag === "v1"\n\nWith the wrong conditions, a push of the tag v1 deploys without the test.',
  }),
  WB2034: define({
    severity: "warning",
    message: text`\`${"deploy"}\` ships \`${"image"}\` without a test: ${"reason"}`,
    remedy: text`test the image, and ship ${"image"}.testedBy(thatJob), as soon as possible`,
    explain:
      "`unverified(image, reason)` is the only way to ship an image without a test. It is allowed, and reported every time, so that reviewers see it.",
  }),
  WB2035: define({
    message: text`the trigger ${"trigger"}: \`${"field"}\` ${"problem"}`,
    remedy: text`compile the pipeline again; Waybill writes only patterns that every provider supports`,
    explain:
      "A trigger of the saved graph has a pattern or a schedule that does not mean the same on every provider. Waybill never writes such a graph, so the file was edited.",
  }),
  WB2036: define({
    message: text`${"what"} of \`${"job"}\` could reach the folder \`.waybill\`: ${"path"}`,
    remedy: text`list the folders and files to keep, and leave \`.waybill\` out`,
    explain:
      "Jobs use the folder `.waybill` to pass on what a deploy relies on: image digests, outputs, and the image and the steps that each test ran. A job that keeps files from this folder could replace the files of another job, and an untested image could ship.",
  }),
  WB2037: define({
    message: text`\`${"test"}\` is a dynamic matrix, so it cannot be a test of \`${"image"}\` for \`${"deploy"}\``,
    remedy: text`test \`${"image"}\` in a job, or in a matrix whose values are in the pipeline`,
    explain:
      "The instances of a dynamic matrix are known only when the pipeline runs, from a list that another job makes. An empty list skips them all, and then nothing has tested the image.",
  }),
  WB2040: define({
    message: text`the secret \`${"secret"}\` would be visible in ${"place"} of \`${"job"}\``,
    remedy: text`pass the secret to a step in its \`env\`, or to a build in its \`secrets\``,
    explain:
      'A secret reaches only the steps that name it, as an environment variable. In a build argument, a tag, a cache key, an image name or a program\'s arguments it would end up in image layers, logs, process lists or file names.\n\n  wrong: steps: [exec("curl", "-H", secret("TOKEN"))]\n  right: steps: [step("call", sh`curl -H "$TOKEN" "$URL"`, { env: { TOKEN: secret("TOKEN") } })]',
  }),
  WB2041: define({
    message: text`\`${"job"}\` receives the secret \`${"secret"}\`, but it also runs ${"run"}, which must not get secrets`,
    remedy: text`keep it from forks: when: (run) => !run.pullRequest?.fork`,
    explain:
      'Whoever opens a pull request from a fork chooses what the pipeline runs. GitHub gives such a run no secrets, so the job fails there. On GitLab, a member who starts the pipeline in the parent project gives the secrets to the fork\'s code. A job with a secret must therefore not run for forks. Only runs that the pipeline\'s triggers start count: without a pull request trigger there is nothing to exclude.\n\n  wrong: job("publish", { ..., secrets: ["TOKEN"] })\n  right: job("publish", { ..., secrets: ["TOKEN"], when: (run) => !run.pullRequest?.fork })',
  }),
  WB2042: define({
    message: text`${"place"} of \`${"job"}\` sets \`${"name"}\`, which ${"owner"} sets itself`,
    remedy: text`choose another name`,
    explain:
      "Names that start with CI_, GITHUB_, RUNNER_ or ACTIONS_, and a few others, belong to the providers. A value that you set there is overwritten, or changes how the job runs, differently on each provider.",
  }),
  WB2050: define({
    message: text`${"place"} of \`${"job"}\` contains ${"part"}, which ${"provider"} would replace`,
    remedy: text`pass the value as an environment variable: interpolate it into the script, or set it in \`env\``,
    explain:
      "Providers replace such expressions in the text of a file before any shell reads it. The replacement becomes part of the script: a branch named `$(curl evil)` would run. Interpolations of sh`...` are passed as environment variables, so they cannot.\n\n  wrong: sh`echo \\${{ github.ref }}`\n  right: sh`echo ${run.branch}`",
  }),
  WB2051: define({
    severity: "warning",
    message: text`${"place"} of \`${"job"}\` uses $${"variable"} outside double quotes`,
    remedy: text`quote it: "$${"variable"}"; or interpolate the value of the run into the script`,
    explain:
      "Whoever pushes or opens a pull request chooses the value of this variable. Outside double quotes the shell splits it into words and expands file name patterns, so an outsider chooses the arguments of the command.\n\n  wrong: sh`git checkout $CI_COMMIT_BRANCH`\n  right: sh`git checkout ${run.branch}`",
  }),
  WB2052: define({
    message: text`the input \`${"input"}\` of \`${"action"}\` in \`${"job"}\` is code, and contains a value that an outsider can choose`,
    remedy: text`pass the value in the \`env\` of the step, and read the variable in the code`,
    explain:
      'The action runs this input as a script or as a command. Whoever pushes a branch, opens a pull request or starts the run chooses the value, so part of the value can run. A variable of the step is data.\n\n  wrong: uses("actions/github-script@v8", { with: { script: text`core.info(\'${runFacts.branch}\')` } })\n  right: step("Show", uses("actions/github-script@v8", { with: { script: "core.info(process.env.BRANCH)" } }), { env: { BRANCH: runFacts.branch } })',
  }),
  WB2060: define({
    severity: "warning",
    message: text`\`${"job"}\` never runs: no run can meet ${"condition"}`,
    remedy: text`correct the condition, or remove the job`,
    explain:
      'The condition contradicts itself, or the facts of every possible run: for example, it requires a branch and a tag at once, or two events.\n\n  wrong: when: (run) => run.branch === "main" && run.tag !== undefined\n  right: when: (run) => run.branch === "main" || run.tag !== undefined',
  }),
  WB2061: define({
    severity: "warning",
    message: text`the condition of \`${"job"}\` is always true: ${"condition"}`,
    remedy: text`remove the condition, or correct it`,
    explain:
      'Every possible run meets the condition, so it has no effect. Often an || was meant to be an &&.\n\n  wrong: when: (run) => run.branch !== "main" || run.branch !== "next"\n  right: when: (run) => run.branch !== "main" && run.branch !== "next"',
  }),
  WB2062: define({
    severity: "warning",
    message: text`\`${"job"}\` never runs: no trigger of this pipeline starts a run that meets ${"condition"}`,
    remedy: text`add the trigger to \`on\`, or correct the condition`,
    explain:
      "A run could meet the condition, but no trigger of the pipeline starts such a run. For example, the condition requires a tag, and the pipeline starts on pull requests only. The conditions of the jobs that it needs count too.",
  }),
  WB2063: define({
    message: text`\`${"job"}\` downloads the artifacts of \`${"producer"}\`, which keeps none`,
    remedy: text`give \`${"producer"}\` artifacts: { paths: [...] }`,
    explain: "A job that downloads the artifacts of another job expects files. A job without `artifacts` keeps none.",
  }),
  WB2064: define({
    severity: "warning",
    message: text`${"run"}, \`${"producer"}\` is skipped, and \`${"job"}\` with it, although the condition of \`${"job"}\` holds`,
    remedy: text`give \`${"job"}\` the condition of \`${"producer"}\`, or run \`${"producer"}\` as well`,
    explain:
      "A job that uses the image, output or result of another job is skipped when that job is skipped. That is safe, but the job's own condition is then misleading.",
  }),
  WB2065: define({
    message: text`${"run"}, \`${"producer"}\` is skipped and \`${"job"}\` runs without its artifacts`,
    remedy: text`run \`${"producer"}\` whenever \`${"job"}\` runs, or do not download its artifacts`,
    explain:
      "A job that was skipped by its own condition does not stop the jobs that need it. Its files are then missing, which shows only when the pipeline runs.",
  }),
  WB2066: define({
    severity: "warning",
    message: text`the cache \`${"prefix"}\` of \`${"job"}\` has no key files, so its key never changes`,
    remedy: text`name the files that decide its content: key: ["package-lock.json"]`,
    explain:
      'A cache entry cannot change after it is saved (on GitHub it never does). With a constant key, the first content stays for ever.\n\n  wrong: cache: { paths: [".npm"] }\n  right: cache: { key: ["package-lock.json"], paths: [".npm"] }',
  }),
  WB2067: define({
    message: text`the service \`${"service"}\` of \`${"job"}\` cannot be reached: ${"reason"}`,
    remedy: text`give it a unique name of lower-case letters, digits and -`,
    explain:
      "Steps reach a service by its name, as a host name. The name must be a valid host name, and unique in the job.",
  }),
  WB2068: define({
    message: text`\`${"job"}\` relies on \`${"gate"}\`, which may fail without failing the run`,
    remedy: text`remove allowFailure from \`${"gate"}\``,
    explain:
      "A job whose image, output or result another job uses must succeed. With allowFailure, a failure counts as success for the jobs that follow, on every provider.",
  }),
} satisfies Hundred<"20">;
