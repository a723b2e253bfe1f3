import { define, type Hundred, text } from "../define.ts";

/** WB31xx: what a provider cannot express, continued. */
export const providerLimits = {
  WB3100: define({
    message: text`\`${"job"}\` must know whether \`${"need"}\` ran, which GitLab passes on only with the artifacts of \`${"need"}\``,
    remedy: text`download the artifacts too (downloads: [${"need"}.artifacts]), or keep them in a job that depends on no output`,
    explain:
      "GitLab decides which jobs exist before the first one runs. A job whose condition reads an output starts, tests the condition, and ends at once if it does not hold. A file among its artifacts reports that to the jobs that need it. A job gets all artifacts of a need or none of them, so it would find files in its checkout that it did not ask for.",
  }),
  WB3101: define({
    message: text`\`${"job"}\` keeps artifacts only on failure, so on GitLab the jobs that need it cannot know whether it ran`,
    remedy: text`always keep the artifacts, or keep them in a job that depends on no output`,
    explain:
      "On GitLab a job that is skipped because of an output reports that in a file among its artifacts, and one setting decides when all artifacts are kept.",
  }),
  WB3120: define({
    message: text`two pipelines of this project are named \`${"name"}\``,
    remedy: text`rename one of them`,
    explain:
      "GitLab reads one file per project. It contains the jobs of all pipelines, each prefixed with the name of its pipeline. A person who starts a pipeline chooses it by its name.",
  }),
  WB3121: define({
    message: text`the input \`${"input"}\` of the pipelines \`${"one"}\` and \`${"other"}\` differs in its type, default or options`,
    remedy: text`declare it once, as a constant that both use, or rename one of them`,
    explain:
      "GitLab reads one file per project, so its pipelines share their variables, and GitLab shows one form to the person who starts one. An input is the variable INPUT_ followed by its name in capitals there.",
  }),
  WB3140: define({
    message: text`\`${"job"}\` uses the file of the secret \`${"secret"}\` only in exec steps, whose image may have no shell to write it with`,
    remedy: text`run the program in a sh step, in an image with a shell; or pass the value: secret("${"secret"}")`,
    explain:
      "The file belongs to the user that the steps of the image run as, and nobody else may read it. That user is known only inside the container, so the shell of the image writes the file.",
  }),
  WB3141: define({
    message: text`the entrypoint of ${"image"}, which should start the steps of \`${"job"}\`, ignores its arguments: ${"line"}`,
    remedy: text`write it as a list that runs its arguments, ENTRYPOINT ["/entrypoint.sh"] with exec "$@" as the last line of the script; or remove entrypoint: "image"`,
    explain:
      'An entrypoint starts the process of a container, which it receives as arguments; an entrypoint script therefore ends with exec "$@". A plain ENTRYPOINT line runs in /bin/sh -c, which ignores arguments. The step would not run, and a test would seem to succeed.',
  }),
  WB3142: define({
    message: text`${"include"} is not in \`${"file"}\`, so \`${"ref"}\` could move to other jobs`,
    remedy: text`run waybill pin with this pipeline and commit \`${"file"}\`, or replace \`${"ref"}\` with the commit`,
    explain:
      "What GitLab includes becomes part of the pipeline, with its secrets. A tag or branch can move, so the emitted file names the commit, which `waybill pin` looks up. The compiler never uses the network.",
  }),
  WB3143: define({
    severity: "warning",
    message: text`${"include"} becomes part of the pipeline that ships \`${"deploy"}\`: an included job with the name of one of your jobs changes that job`,
    remedy: text`review what is included at that commit, or include it in a pipeline that ships nothing`,
    explain:
      "GitLab merges an included file into the pipeline, and jobs with the same name become one job. For every key that Waybill emits, Waybill's value wins. With an include, Waybill emits every key that decides whether a job counts: its script, what runs before and after it, whether it may fail, its rules and needs, and that it inherits no defaults and no included variables. Other keys of an included job with the same name are added: variables, hooks, an environment, artifacts. The proof that only tested images ship holds as long as the included file does not touch the jobs of the pipeline.",
  }),
  WB3144: define({
    severity: "warning",
    message: text`${"include"} applies only to GitLab: nothing runs in its place on GitHub`,
    remedy: text`on GitHub, use a job of your own or an action for it: uses("owner/action@ref")`,
    explain:
      "Components, templates and included files are GitLab features. GitHub has no equivalent, and `waybill run` skips them too.",
  }),
  WB3151: define({
    message: text`two jobs are called \`${"title"}\`, and ${"target"} tells jobs apart by that name`,
    remedy: text`give one of them another \`title\``,
    explain:
      "On GitLab the title of a job is its key in the file, so no two jobs can have the same one. GitHub shows both checks under one name.",
  }),
  WB3152: define({
    message: text`job \`${"job"}\` may be left out by everybody, and GitHub has no such jobs`,
    remedy: text`leave \`blocks: false\` out, so that the job waits for an approval, or move it to a pipeline with a \`manual\` trigger`,
    explain:
      "On GitLab a manual job can be optional: the pipeline succeeds whether or not somebody runs it. A job of GitHub that waits for an approval keeps its run waiting until somebody answers.",
  }),
  WB3170: define({
    message: text`${"target"} has no event \`${"event"}\``,
    remedy: text`add \`only: "${"other"}"\` to the trigger if ${"target"} is to go without it`,
    explain:
      'Some events exist on one provider only, such as releases on GitHub and chats on GitLab. Elsewhere nothing would start the pipeline on them. A trigger says by `only` which provider it is meant for; on the other one the pipeline goes without it.\n\n  release({ types: ["published"], only: "github" })',
  }),
  WB3171: define({
    severity: "warning",
    message: text`${"target"} does not start the pipeline on \`${"event"}\`: the trigger is for ${"other"} only`,
    remedy: text`leave \`only\` out if that is a mistake`,
    explain:
      "The trigger names the provider that it is meant for. On the other one the emitted file has no such event, and jobs whose conditions ask for it do not run there.",
  }),
  WB3172: define({
    message: text`GitLab starts a pipeline when a merge request is opened or pushed to, not on \`${"types"}\` alone`,
    remedy: text`add "opened", "synchronize" and "reopened" to the types`,
    explain:
      "GitLab has no pipelines for labels, reviews or the closing of a merge request. A list of types that leaves out opening and pushing asks for runs that GitLab cannot give, and against those that it makes.",
  }),
  WB3173: define({
    severity: "warning",
    message: text`GitLab does not start the pipeline on \`${"types"}\` of a pull request`,
    remedy: text`leave these types out if nothing has to happen on them`,
    explain:
      "GitLab makes a pipeline when a merge request is opened, reopened or pushed to. The other types of the trigger start the pipeline on GitHub only.",
  }),
  WB3180: define({
    severity: "warning",
    message: text`${"target"} does not have the native job \`${"job"}\`: it is left out there`,
    remedy: text`give it the keys of ${"target"} too (\`${"provider"}: { ... }\`), or write it as a \`job\``,
    explain:
      "A native job is made of one provider's keys. Elsewhere it is left out as if its condition did not hold: jobs that need it run without it.",
  }),
  WB3181: define({
    message: text`GitLab cannot decide by itself when the native job \`${"job"}\` runs`,
    remedy: text`do not ask an output of another job in its \`when\`, or write it as a \`job\``,
    explain:
      "GitLab decides which jobs run before any has begun. Where an output of another job is asked for, Waybill tests the condition at the beginning of the job's script. A native job has no script of Waybill's.",
  }),
  WB3182: define({
    severity: "warning",
    message: text`GitHub compares what the native job \`${"job"}\` asks for without regard to case: it may run once too often`,
    remedy: text`write it as a \`job\` if a branch such as \`MAIN\` must not start it`,
    explain:
      "GitHub compares texts case-insensitively, so its `if` lets `MAIN` through where `main` is asked for. In other jobs a first step repeats the comparison exactly. A native job has no step of Waybill's, so GitHub's answer counts.",
  }),
  WB3183: define({
    message: text`the step ${"step"} of \`${"job"}\` is made of GitHub's own keys, which GitLab does not have`,
    remedy: text`write the step in the language, or put it into a job of its own that runs on GitHub only: \`nativeJob\``,
    explain:
      "GitLab has no steps, so nothing can be made of the keys of one. `waybill run` skips such a step and reports that.",
  }),
  WB3184: define({
    severity: "warning",
    message: text`a native script of \`${"job"}\` contains an expression whose value is chosen when the run starts or by a step: ${"line"}`,
    remedy: text`put the value into an environment variable (\`env: { NAME: "\${{ ... }}" }\`) and read "$NAME", or write the step with \`sh\``,
    explain:
      "GitHub puts the value of an expression into a script before any shell reads it, so a value with quotes or `$(...)` becomes code. Inputs, outputs of steps and outputs of jobs are chosen by whoever starts the run, or by a program.",
  }),
  WB3190: define({
    message: text`\`${"job"}\` has \`checkout: { ${"option"} }\`, which GitLab's runner does not have`,
    remedy: text`set \`checkout: false\`, and get the sources with git in the job's script`,
    explain:
      "GitLab's runner gets the commit of the pipeline into the job's folder before the script begins. Only a script can check out another one, or put it elsewhere.",
  }),
} satisfies Hundred<"31">;
