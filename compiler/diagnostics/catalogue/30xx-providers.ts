import { define, type Hundred, text } from "../define.ts";

/** WB30xx: what a provider cannot express. */
export const providers = {
  WB3001: define({
    message: text`the secret \`${"secret"}\` of \`${"job"}\` has a name that the providers do not accept`,
    remedy: text`use letters, digits and "_"; the name must not start with a digit or with GITHUB_`,
    explain:
      "GitLab and GitHub store a secret under a name that must also be an environment variable: letters, digits and underscores. Names that start with GITHUB_ are reserved on GitHub, except GITHUB_TOKEN, which every job has.",
  }),
  WB3002: define({
    message: text`\`${"job"}\` needs ${"count"} jobs; GitLab allows 50`,
    remedy: text`add a job in between that needs some of them`,
    explain:
      "GitLab limits the needs of one job to 50 (instance limit ci_needs_size_limit). A job in between, which needs a group of them and is needed in their place, keeps the order.",
  }),
  WB3003: define({
    message: text`the condition of ${"owner"} cannot be expressed on ${"target"}: ${"reason"}`,
    remedy: text`write the condition so that ${"target"} can express it, or decide in a step`,
    explain:
      "A condition must mean the same on every provider. This one cannot be expressed exactly in the provider's condition language, so Waybill rejects it. For example, GitLab decides which jobs exist before the first one runs. A job whose condition reads the output of another job starts, and ends at once if the condition does not hold. What GitLab does with a job before its script, such as recording a deployment, would still happen.",
  }),
  WB3004: define({
    message: text`\`${"job"}\` uses an output of \`${"need"}\` but not its artifacts, and GitLab passes on both or neither`,
    remedy: text`download the artifacts too (downloads: [${"need"}.artifacts]), or set the output in a job that keeps no artifacts`,
    explain:
      "On GitLab an output travels in a file among the artifacts of the job, and a job gets all artifacts of a need or none of them. A job that only reads the output would find files in its checkout that it did not ask for.",
  }),
  WB3005: define({
    message: text`GitLab cannot run the readiness command of the service \`${"service"}\` of \`${"job"}\``,
    remedy: text`wait for its port or an answer instead: ready: { tcp: 5432 } or ready: { http: { port: 8080 } }`,
    explain:
      'A readiness command runs inside the container of the service. GitLab starts services next to the job, but a job cannot run commands in them. It can test a port from outside.\n\n  wrong: ready: { command: ["pg_isready"] }\n  right: ready: { tcp: 5432 }',
  }),
  WB3006: define({
    message: text`the registry password of \`${"job"}\` is in the pipeline as text`,
    remedy: text`store it as a secret at the provider: password: secret("REGISTRY_PASSWORD")`,
    explain:
      'The emitted file is in the repository. Everyone who can read the repository could read the password, now and in its history.\n\n  wrong: login: { username: "ci", password: "hunter2" }\n  right: login: { username: "ci", password: secret("REGISTRY_PASSWORD") }',
  }),
  WB3008: define({
    message: text`a cache of \`${"job"}\` has ${"count"} key files; GitLab allows two`,
    remedy: text`use at most two key files, such as the lock files`,
    explain:
      "GitLab's cache:key:files takes at most two files. A key of fewer files would find caches that belong to other contents.",
  }),
  WB3009: define({
    message: text`\`${"job"}\` has ${"count"} caches on GitLab, which allows four`,
    remedy: text`put folders with the same key into one cache; a cache that falls back to the newest of its prefix counts twice`,
    explain:
      "GitLab allows four caches per job. Its fallback keys are exact, so a cache that falls back to the newest of its prefix is stored twice: by its files, and as the newest.",
  }),
  WB3010: define({
    severity: "warning",
    message: text`GitLab stores schedules in the project, not in the file: add "${"cron"}" there`,
    remedy: text`add a schedule under Build > Pipeline schedules, with the time zone UTC${"told"}`,
    explain:
      "The emitted file defines which jobs a scheduled pipeline runs. When it runs is a setting of the GitLab project. The first lines of the file repeat that setting.",
  }),
  WB3011: define({
    severity: "warning",
    message: text`GitHub does not display JUnit reports: those of \`${"job"}\` are uploaded as an artifact`,
    remedy: text`download the artifact ${"job"}-junit from the run`,
    explain:
      "GitLab displays test reports in the merge request. GitHub does not; the files are uploaded so that you can read them.",
  }),
  WB3012: define({
    message: text`two ${"event"} triggers have different paths, but GitHub has one filter per event`,
    remedy: text`give both the same paths; or use one trigger, and when: (run) => run.changed(...) on the jobs`,
    explain:
      "On GitHub all filters of an event apply together. The branches of several triggers can be merged into one list, but not if their paths differ: each branch would get the paths of the other.",
  }),
  WB3013: define({
    message: text`\`${"job"}\` is a reserved job name on ${"target"}`,
    remedy: text`rename the job`,
    explain:
      'Some words cannot be the name of a job: on GitLab the keywords at the top level of the file, such as image, stages or variables; on GitHub `plan`, if a job of that name computes the conditions.\n\n  wrong: job("image", { ... })\n  right: job("build-image", { ... })',
  }),
  WB3014: define({
    message: text`the service \`${"service"}\` of \`${"job"}\` runs an image of this pipeline, which GitLab cannot start as a service`,
    remedy: text`use a published image for the service, or start it in a step`,
    explain:
      "GitLab reads the images of services before the first job runs, so a service cannot use an image that another job of the pipeline builds.",
  }),
  WB3015: define({
    message: text`on GitLab, \`${"variable"}\` of the service \`${"service"}\` of \`${"job"}\` cannot have a value that is not in the file`,
    remedy: text`write the value out, or store it as a GitLab variable of the same name: secret("${"variable"}")`,
    explain:
      "On GitLab a service starts before the script of the job, with literal variables and those of the project. It cannot receive a value that is stored under another name, or made in the pipeline.",
  }),
  WB3016: define({
    message: text`the condition of \`${"job"}\` has ${"length"} characters on GitHub, which allows 21000`,
    remedy: text`make it shorter, or move part of the decision into a step`,
    explain:
      "GitHub rejects a workflow with an expression of more than 21,000 characters. A condition becomes one expression, together with the results of the needed jobs.",
  }),
  WB3017: define({
    severity: "warning",
    message: text`\`${"job"}\` deploys to the Docker engine of the machine that it runs on`,
    remedy: text`name the engine: { engine: "ssh://deploy@host" }, or run the job on your own machine`,
    explain:
      "Without `engine`, a deploy uses the engine that the docker command finds. That is right on your own machine. On a hosted machine that engine ends with the job, and the deploy fails because what it should update does not exist.",
  }),
  WB3018: define({
    message: text`a script of \`${"job"}\` is longer than the limit of GitLab's shell (127 KiB)`,
    remedy: text`put it into a file of the repository and run that file`,
    explain: "Each step is a process that receives its script as one argument. Linux limits an argument to 128 KiB.",
  }),
  WB3019: define({
    message: text`\`${"job"}\` has retry, which does not work on GitHub: ${"reason"}`,
    remedy: text`for GitHub, remove retry or what conflicts with it; or repeat the unreliable part in the script of the step`,
    explain:
      "A retry repeats the whole job, in a fresh copy of the source. GitHub repeats jobs only by hand, so Waybill makes the attempts on one machine: each in a new container, with the files as they were before the first attempt. Each attempt starts its services again and requests new id tokens. What cannot start over on that machine is rejected: actions, which are steps of GitHub, and the machine itself.",
  }),
  WB3020: define({
    message: text`\`${"job"}\` keeps artifacts only on failure, so GitLab would drop its outputs on success`,
    remedy: text`always keep the artifacts, or set the outputs in another job`,
    explain:
      "On GitLab an output travels among the artifacts of the job, and one setting decides when all of them are kept.",
  }),
  WB3022: define({
    message: text`job names \`${"job"}\` and \`${"other"}\` collide: GitHub ignores case`,
    remedy: text`rename one of the jobs`,
    explain:
      'GitHub compares the names of jobs, outputs and artifacts case-insensitively.\n\n  wrong: job("Unit", ...), job("unit", ...)\n  right: job("unit", ...), job("unit-legacy", ...)',
  }),
  WB3024: define({
    message: text`a script of \`${"job"}\` contains \`${"part"}\`, which ${"provider"} would replace: ${"line"}`,
    remedy: text`interpolate the value into sh\`...\`, which passes it as an environment variable`,
    explain:
      "Providers replace such expressions in the text of a file before any shell reads it, and the replacement becomes part of the script. Waybill checks the graph for them, and the emitted file once more: text that somebody else chooses is never part of a script.",
  }),
  WB3030: define({
    message: text`GitHub cannot apply ${"setting"} to the matrix \`${"matrix"}\`: ${"reason"}`,
    remedy: text`make the instances differ only in values (in the image, in env, in interpolations of scripts), or remove ${"setting"}`,
    explain:
      "GitHub supports `fail-fast` and `max-parallel` only for a `strategy.matrix`: one job whose instances differ in values. Instances with different scripts, conditions, needs or steps become separate jobs, and so do instances of which another job needs one or reads an output. GitHub starts and stops those independently.",
  }),
  WB3031: define({
    severity: "warning",
    message: text`when an instance of the matrix \`${"matrix"}\` fails, GitLab does not stop the others`,
    remedy: text`accept that the pipeline fails when its slowest instance has finished, or remove failFast`,
    explain:
      "GitLab can cancel a whole pipeline when a job fails, but not the other instances of one matrix. The result is the same, only later: the jobs that need the matrix do not run.",
  }),
  WB3032: define({
    message: text`the service \`${"service"}\` of \`${"job"}\` has an image that is known only at run time, which GitLab cannot start as a service`,
    remedy: text`name the image of the service in the pipeline, or start it in a step`,
    explain:
      "GitLab reads the images of services before the first job runs. The image of the job itself may depend on an output: the job then starts it next to itself, on its own engine.",
  }),
  WB3033: define({
    message: text`GitLab cannot limit the dynamic matrix \`${"matrix"}\` to ${"count"} instances at a time`,
    remedy: text`use maxParallel: 1, or remove it`,
    explain:
      "GitLab runs one job of a `resource_group` at a time, so one group for all instances is a limit of one. Several groups would require the number of instances, which is not known before the pipeline runs.",
  }),
  WB3034: define({
    message: text`\`${"job"}\` is a dynamic matrix, and GitLab does not support its ${"what"} in a child pipeline`,
    remedy: text`${"remedy"}`,
    explain:
      "On GitLab the instances of a dynamic matrix are a child pipeline: a job writes its file, with a `parallel: matrix`. A child pipeline can use files of its parent's jobs, but cannot be started by hand per job, and cannot end with an exit code that the parent allows.",
  }),
  WB3041: define({
    message: text`\`${"job"}\` replaces the job that waits in its group \`${"group"}\`, which GitLab does not support`,
    remedy: text`let each have its turn: concurrency: { group: "${"group"}", waiting: "queue" }`,
    explain:
      "GitLab's resource_group runs one job at a time and never cancels a waiting job. The order of the waiting jobs is the process mode of the group, which is set through GitLab's API and not in the file.",
  }),
  WB3043: define({
    severity: "warning",
    message: text`GitHub stores who may approve \`${"job"}\` in the repository: the environment \`${"environment"}\` must have required reviewers`,
    remedy: text`add them under Settings > Environments > ${"environment"}`,
    explain:
      "On GitHub a job waits for a person if its environment has required reviewers. That is a setting of the repository, not of the file. Before its first step, the emitted job asks GitHub whether there are any, and fails if there are none, so that it never runs without approval. The first lines of the file repeat the setting.",
  }),
  WB3044: define({
    message: text`\`${"job"}\` runs in containers, which GitHub's ${"label"} machines do not support`,
    remedy: text`choose a Linux machine, for example runner: { github: "ubuntu-24.04" }`,
    explain:
      "Every job runs in a container of its image, so that it behaves the same on both providers and on this machine. GitHub supports job containers only on Linux machines.",
  }),
  WB3050: define({
    message: text`GitLab cannot read the log of the service \`${"service"}\` of \`${"job"}\`, which reports when it is ready`,
    remedy: text`wait for its port or an answer instead: ready: { tcp: 5432 } or ready: { http: { port: 8080 } }`,
    explain:
      'GitLab starts services next to the job, but a job cannot read their logs. It can test a port or send a request.\n\n  wrong: ready: { log: "ready to accept connections" }\n  right: ready: { tcp: 5432 }',
  }),
  WB3051: define({
    severity: "warning",
    message: text`GitHub does not display coverage reports: that of \`${"job"}\` is uploaded as an artifact`,
    remedy: text`download the artifact ${"job"}-coverage from the run`,
    explain:
      "GitLab displays coverage next to the changed lines of a merge request. GitHub does not; the file is uploaded so that you can read it.",
  }),
  WB3060: define({
    message: text`\`${"file"}\` is not in the format of waybill pin: ${"reason"}`,
    remedy: text`restore the committed file, or delete it and run waybill pin on each pipeline`,
    explain:
      "The lock file contains the commit of each action and the digest of each image that a pipeline names. `waybill pin` writes it, you commit it, and every compilation reads it. A lock file that cannot be read is an error, because Waybill would otherwise silently use whatever each name refers to today.",
  }),
  WB3061: define({
    message: text`the action \`${"action"}\` is not in \`${"file"}\``,
    remedy: text`run waybill pin with this pipeline and commit \`${"file"}\``,
    explain:
      "A tag or branch of an action can move to other code at any time, and that code runs with the secrets of the job. An emitted workflow therefore names each action by its commit, with the version in a comment. The compiler takes commits from the lock file, never from the network; `waybill pin` looks them up.",
  }),
  WB3062: define({
    fault: "infrastructure",
    message: text`cannot look up the ${"kind"} \`${"name"}\`: ${"reason"}`,
    remedy: text`check the name, the network and the login (docker login for images, GITHUB_TOKEN for actions, GITLAB_TOKEN for includes), and run waybill pin again`,
    explain:
      "`waybill pin` gets the digest of an image from its registry, the commit of an action from GitHub, and the commit of a component or file from GitLab. Entries that it could not look up stay in the lock file unchanged; all others are updated.",
  }),
  WB3080: define({
    message: text`the condition of the step ${"step"} of \`${"job"}\` cannot be tested on ${"target"}: ${"reason"}`,
    remedy: text`compare with ===, startsWith, endsWith or includes, or decide in the script of the step`,
    explain:
      "A condition must mean the same on every provider. GitLab itself evaluates regular expressions when it creates the pipeline; on GitHub the plan job does. Both happen before any job has produced an output, so a pattern cannot be tested on an output. A provider's limit on the length of a condition is reported here as well.",
  }),
  WB3081: define({
    message: text`the step ${"step"} of \`${"job"}\` is the action \`${"action"}\`, which exists only on GitHub`,
    remedy: text`specify what runs instead: uses("${"action"}", { fallback: sh\`...\` })`,
    explain:
      "GitLab's includes and components add jobs, not steps; a pipeline names them in gitlab.include. On GitLab a script must do the work of the action.",
  }),
  WB3090: define({
    fault: "usage",
    message: text`\`${"job"}\` uses the id token \`${"name"}\` for ${"audience"}, which only GitLab and GitHub can sign`,
    remedy: text`leave the job out; or pass a token that the audience accepts in the environment variable ${"name"}, or as a line ${"name"}=... of --secret-file`,
    explain:
      "An id token is signed by the provider that runs the job. It identifies the project and the job to a service. No provider signs a token on this machine. You can pass another token that the service accepts, like a secret.",
  }),
  WB3091: define({
    message: text`the manual trigger has ${"count"} inputs; GitHub allows ${"most"}`,
    remedy: text`merge inputs that belong together into one string, or split the pipeline`,
    explain:
      "GitHub rejects a workflow whose workflow_dispatch has more inputs. GitLab and this machine have no such limit, and neither have the inputs of a call.",
  }),
  WB3092: define({
    message: text`the pipelines \`${"one"}\` and \`${"other"}\` would both be written to \`${"file"}\``,
    remedy: text`give one of them a name that differs in more than case and punctuation`,
    explain:
      "Each pipeline has a file with its name: a workflow on GitHub, or its graph. Characters that are unsafe in file names become a dash, and some file systems ignore case.",
  }),
  WB3093: define({
    message: text`cannot merge the ${"event"} triggers into one filter of ${"field"} on GitHub: a \`!\` pattern of one excludes what another includes`,
    remedy: text`write one trigger with all patterns in one list, or exclude the names in both`,
    explain:
      "GitHub has one list of patterns per event, and the last matching pattern decides. Waybill merges the lists of several triggers in an order that preserves the meaning of each trigger. For these triggers, no such order exists.",
  }),
  WB3094: define({
    severity: "warning",
    message: text`GitHub starts a schedule every five minutes at most, so "${"cron"}" runs less often there`,
    remedy: text`use an interval of five minutes or more: */5 * * * *`,
    explain:
      "GitHub accepts a schedule with a shorter interval, but starts the workflow every five minutes at most. GitLab limits schedules too: by default its schedule worker runs once an hour, and GitLab.com has additional limits.",
  }),
  WB3095: define({
    message: text`a path filter on GitHub cannot match exactly one character, as \`?\` does in "${"glob"}"`,
    remedy: text`use \`*\` or a class such as [a-z0-9] instead, or list the names: {a,b}`,
    explain:
      "In a GitHub path filter, `?` makes the preceding character optional. GitHub has no pattern for exactly one arbitrary character, so it cannot express this glob. `?` works in `run.changed(...)`, which a job of the workflow evaluates with git.",
  }),
} satisfies Hundred<"30">;
