import { define, text } from "../define.ts";

/** WB3xxx: what a provider cannot express. */
export const targets = {
  WB3001: define({
    message: text`the secret ${"secret"} of ${"job"} has a name that the providers do not take`,
    remedy: text`name it with letters, digits and "_", not beginning with a digit or GITHUB_`,
    explain:
      "GitLab and GitHub keep a secret under a name that must also be an environment variable: letters, digits and underscores. Names that begin with GITHUB_ are GitHub's own; of them only GITHUB_TOKEN, which every job of it has, can be used.",
  }),
  WB3002: define({
    message: text`${"job"} needs ${"count"} jobs, and GitLab allows 50`,
    remedy: text`put a job between that needs part of them`,
    explain:
      "GitLab limits the needs of one job to 50 (instance limit ci_needs_size_limit). A job that needs a group of the others, and is needed instead of them, keeps the order.",
  }),
  WB3003: define({
    message: text`the condition of ${"owner"} cannot be written for ${"target"}: ${"reason"}`,
    remedy: text`write the condition so that ${"target"} can express it, or decide inside a step`,
    explain:
      "A condition must mean the same on every provider. This one asks for something that the provider's own condition language cannot say exactly, so it is refused rather than changed. For example, GitLab decides which jobs exist before the first one runs. A job whose condition reads another job's output starts there, and ends at once where that forbids it; what GitLab itself does with a job before its script, as counting an environment as deployed to, would be done all the same.",
  }),
  WB3004: define({
    message: text`${"job"} takes an output of ${"need"} without its artifacts, and GitLab hands over both or none`,
    remedy: text`take the artifacts too (downloads: [${"need"}.artifacts]), or set the output in a job that keeps no artifacts`,
    explain:
      "On GitLab an output travels in a file among the job's artifacts, and a job gets all artifacts of a need or none of them. A job that wants the output only would find files in its checkout that it has not asked for.",
  }),
  WB3005: define({
    message: text`GitLab cannot run the command that tells whether the service ${"service"} of ${"job"} is ready`,
    remedy: text`wait for its port or an answer instead: ready: { tcp: 5432 } or ready: { http: { port: 8080 } }`,
    explain:
      "A readiness command runs inside the service's container. GitLab starts services beside the job but gives the job no way into them; whether a port answers can be asked from outside.",
  }),
  WB3006: define({
    message: text`the registry password of ${"job"} is written out`,
    remedy: text`keep it as a secret of the provider: password: secret("REGISTRY_PASSWORD")`,
    explain:
      "The emitted file lies in the repository. A password in it could be read by everyone who can read the repository, now and in its history.",
  }),
  WB3008: define({
    message: text`a cache of ${"job"} is keyed by ${"count"} files, and GitLab takes two`,
    remedy: text`key the cache by at most two files, such as the lock files`,
    explain:
      "GitLab's cache:key:files takes two files at most. A key of fewer files would find caches that do not belong to the others' content.",
  }),
  WB3009: define({
    message: text`${"job"} takes ${"count"} caches on GitLab, which allows four`,
    remedy: text`put folders of one key into one cache; one that falls back to the newest of its prefix counts twice`,
    explain:
      "GitLab allows four caches a job. Its fallback keys are exact, so a cache that falls back to the newest of its prefix is kept twice: by its files, and as the newest.",
  }),
  WB3010: define({
    severity: "warning",
    message: text`GitLab keeps schedules in the project, not in the file: "${"cron"}" must be set there`,
    remedy: text`add a schedule under Build > Pipeline schedules, with the time zone UTC${"told"}`,
    explain:
      "The emitted file says which jobs a scheduled pipeline runs. When it runs is a setting of the GitLab project. The file's first lines repeat what is to be set.",
  }),
  WB3011: define({
    severity: "warning",
    message: text`GitHub shows no JUnit reports: those of ${"job"} are kept as an artifact`,
    remedy: text`download the artifact ${"job"}-junit from the run`,
    explain:
      "GitLab shows test reports in the merge request. GitHub has nothing of the kind; the files are kept so that nothing is lost.",
  }),
  WB3012: define({
    message: text`two ${"event"} triggers differ in their paths, and GitHub has one filter for each event`,
    remedy: text`give both the same paths, or use one trigger and when: (run) => run.changed(...) on the jobs`,
    explain:
      "On GitHub all filters of one event hold together. Branches of several triggers can be put into one list, but not when their paths differ: each branch would get the paths of the other.",
  }),
  WB3093: define({
    message: text`the ${"event"} triggers cannot be one filter of ${"field"} on GitHub: a \`!\` of one takes out what another lets in`,
    remedy: text`write one trigger with all patterns in one list, or take the names out in both`,
    explain:
      "GitHub has one list of patterns for each event, in which the last pattern that matches decides. Waybill puts the lists of several triggers into one, in an order in which each trigger keeps its meaning. Here there is none.",
  }),
  WB3094: define({
    severity: "warning",
    message: text`GitHub runs a schedule every five minutes at most, so that "${"cron"}" runs less often there`,
    remedy: text`write steps of five minutes or more: */5 * * * *`,
    explain:
      "GitHub accepts a time table with a shorter interval and starts the workflow every five minutes at most. GitLab limits schedules too: by default its schedule worker looks once an hour, and GitLab.com has limits of its own.",
  }),
  WB3095: define({
    message: text`GitHub's filter of paths cannot match exactly one character, as \`?\` does in "${"glob"}"`,
    remedy: text`write \`*\` or a class such as [a-z0-9] in its place, or list the names: {a,b}`,
    explain:
      "In a filter of GitHub, `?` makes the character before it optional. Nothing there stands for exactly one character, so the glob cannot be written with its meaning. In `run.changed(...)`, which a job of the workflow decides with git, `?` works.",
  }),
  WB3013: define({
    message: text`${"target"} has a meaning of its own for the name ${"job"}`,
    remedy: text`rename the job`,
    explain:
      "Some words cannot be a job's name: on GitLab those with a meaning at the top of the file, such as image, stages or variables; on GitHub plan, when conditions have to be computed by a job of that name.",
  }),
  WB3014: define({
    message: text`the service ${"service"} of ${"job"} is an image of this pipeline, which GitLab cannot start as a service`,
    remedy: text`use a published image for the service, or start it in a step`,
    explain:
      "GitLab reads the images of services before the first job runs, so they cannot be the digest that another job of the pipeline has just built.",
  }),
  WB3015: define({
    message: text`GitLab cannot give ${"variable"} of the service ${"service"} of ${"job"} a value that is not in the file`,
    remedy: text`write the value out, or keep it as a GitLab variable of that very name: secret("${"variable"}")`,
    explain:
      "A service on GitLab starts before the job's script, with literal variables and the project's own. A value of another name, or one made in the pipeline, cannot be handed to it without standing in the file.",
  }),
  WB3016: define({
    message: text`the condition of ${"job"} is ${"length"} characters long on GitHub, which takes 21000`,
    remedy: text`make it shorter, or put part of the decision into a step`,
    explain:
      "GitHub refuses a workflow with an expression of more than 21,000 characters, and a condition becomes one expression together with the results of the jobs that are needed.",
  }),
  WB3017: define({
    severity: "warning",
    message: text`${"job"} deploys to the engine of the machine that it runs on`,
    remedy: text`name the engine: { engine: "ssh://deploy@host" }, or run the job on a machine of your own`,
    explain:
      "Without an engine, a deploy takes the one that the docker command finds. That is right on a machine of your own. On a provider's hosted machine it is an engine that ends with the job; the deploy fails there, as it does not find what to update.",
  }),
  WB3018: define({
    message: text`a script of ${"job"} is longer than GitLab's shell takes in one piece (127 KiB)`,
    remedy: text`put it into a file of the repository and run that`,
    explain:
      "Each step is a process of its own and gets its script as one argument; Linux limits an argument to 128 KiB.",
  }),
  WB3019: define({
    message: text`${"job"} is to be repeated when it fails, which it cannot be on GitHub: ${"reason"}`,
    remedy: text`leave retry or what stands in its way out for GitHub, or repeat what is unsteady in the step's script`,
    explain:
      "A retry repeats the whole job, in a fresh copy of the source. GitHub repeats jobs only by hand, so the attempts are made on one machine: each in a container of its own, with the files as they were before the first one. Services are started anew for each, and id tokens fetched. What cannot be begun again on that machine is refused: actions, which are steps of GitHub's own, and the machine itself.",
  }),
  WB3020: define({
    message: text`${"job"} keeps artifacts of failures only, and GitLab then keeps no outputs of a success`,
    remedy: text`keep the artifacts always, or set the outputs in a job of their own`,
    explain:
      "On GitLab an output travels among the job's artifacts, and there is one answer for all of them to when they are kept.",
  }),
  WB3152: define({
    message: text`job \`${"job"}\` may be left out by everybody, and GitHub has no such jobs`,
    remedy: text`leave \`blocks: false\` out, so that the job waits for an approval, or move it to a pipeline with a \`manual\` trigger`,
    explain:
      "On GitLab a manual job can be optional: the pipeline succeeds whether or not somebody runs it. A job of GitHub that waits for an approval keeps its run waiting until somebody answers.",
  }),
  WB3151: define({
    message: text`two jobs are called \`${"title"}\`, and ${"target"} tells jobs apart by that name`,
    remedy: text`give one of them another \`title\``,
    explain:
      "On GitLab the title of a job is its key in the file, so no two jobs can have the same one. GitHub shows both checks under one name.",
  }),
  WB3022: define({
    message: text`GitHub takes ${"job"} and ${"other"} for one name`,
    remedy: text`rename one of the jobs`,
    explain:
      "GitHub compares the names of jobs, outputs and artifacts without regard to case, so names that differ only in capital letters are one name to it.",
  }),
  WB2330: define({
    message: text`${"target"} gets a name of ${"length"} characters of ${"job"}, and takes ${"most"} at most`,
    remedy: text`give the job a shorter name`,
    explain:
      "A job may have a name of 150 characters here. GitHub takes identifiers of less than 100. GitLab takes 255, but in a file of several pipelines a job's name begins with its pipeline's, and of both names and a commit it makes the groups in which jobs take turns. Instances of a matrix are named for their values; on GitHub that counts only where they are jobs of their own.",
  }),
};
