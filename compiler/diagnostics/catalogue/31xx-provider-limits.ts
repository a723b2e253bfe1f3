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
    message: text`${"include"} applies only to GitLab: nothing runs instead on GitHub`,
    remedy: text`on GitHub, write a job or use an action for it: uses("owner/action@ref")`,
    explain:
      "Components, templates and included files are GitLab features. GitHub has no equivalent, and `waybill run` skips them too.",
  }),
  WB3151: define({
    message: text`two jobs have the title \`${"title"}\`, by which ${"target"} identifies a job`,
    remedy: text`change the \`title\` of one of them`,
    explain:
      "On GitLab the title of a job is its key in the file, so no two jobs can have the same title. GitHub shows both checks under one name.",
  }),
  WB3152: define({
    message: text`job \`${"job"}\` is an optional manual job, which GitHub does not support`,
    remedy: text`remove \`blocks: false\`, so that the job waits for an approval, or move it to a pipeline with a \`manual\` trigger`,
    explain:
      "On GitLab a manual job can be optional: the pipeline succeeds whether or not somebody runs it. On GitHub, a job that waits for an approval keeps its run waiting until somebody approves or rejects it.",
  }),
  WB3170: define({
    message: text`${"target"} has no event \`${"event"}\``,
    remedy: text`add \`only: "${"other"}"\` to the trigger if the pipeline does not need it on ${"target"}`,
    explain:
      'Some events exist on one provider only, such as releases on GitHub and chats on GitLab. On the other provider, nothing would start the pipeline for such an event. `only` names the provider that a trigger is for; the other provider ignores the trigger.\n\n  release({ types: ["published"], only: "github" })',
  }),
  WB3171: define({
    severity: "warning",
    message: text`${"target"} does not start the pipeline on \`${"event"}\`: the trigger is for ${"other"} only`,
    remedy: text`remove \`only\` if that is a mistake`,
    explain:
      "The trigger names the provider that it is for. On the other provider, the emitted file does not contain the event, and jobs whose conditions require it do not run.",
  }),
  WB3172: define({
    message: text`GitLab starts a pipeline when a merge request is opened or pushed to, not on \`${"types"}\` alone`,
    remedy: text`add "opened", "synchronize" and "reopened" to the types`,
    explain:
      "GitLab has no pipelines for labels, reviews or the closing of a merge request. It always starts a pipeline for a merge request that is opened, reopened or pushed to, so a list without these three types cannot be expressed.",
  }),
  WB3173: define({
    severity: "warning",
    message: text`GitLab does not start the pipeline on \`${"types"}\` of a pull request`,
    remedy: text`remove these types if the pipeline does not need them`,
    explain:
      "GitLab starts a pipeline when a merge request is opened, reopened or pushed to. The other types of the trigger start the pipeline on GitHub only.",
  }),
  WB3180: define({
    severity: "warning",
    message: text`the native job \`${"job"}\` has no keys for ${"target"}, so it is left out there`,
    remedy: text`add keys for ${"target"} too (\`${"provider"}: { ... }\`), or write it as a \`job\``,
    explain:
      "A native job consists of keys for one provider. On other providers it is left out, as if its condition did not hold, and the jobs that need it run without it.",
  }),
  WB3181: define({
    message: text`GitLab alone cannot decide when the native job \`${"job"}\` runs`,
    remedy: text`do not use an output of another job in its \`when\`, or write it as a \`job\``,
    explain:
      "GitLab decides which jobs run before the first one starts. If a condition reads an output of another job, Waybill tests it at the start of the job's script. Waybill does not write the script of a native job, so it cannot test the condition there.",
  }),
  WB3182: define({
    severity: "warning",
    message: text`GitHub ignores case in the condition of the native job \`${"job"}\`, so the job may run when it should not`,
    remedy: text`write it as a \`job\` if a branch such as \`MAIN\` must not start it`,
    explain:
      "GitHub compares strings case-insensitively, so its `if` lets `MAIN` through when the condition requires `main`. In other jobs, a first step repeats the comparison exactly. Waybill adds no steps to a native job, so GitHub's comparison decides.",
  }),
  WB3183: define({
    message: text`the step ${"step"} of \`${"job"}\` consists of GitHub's keys, which GitLab does not have`,
    remedy: text`write the step with \`sh\`, or move it into a \`nativeJob\`, which runs on GitHub only`,
    explain:
      "GitLab has no steps, so it has no equivalent for the keys of a step. `waybill run` skips such a step and reports that.",
  }),
  WB3184: define({
    severity: "warning",
    message: text`a native script of \`${"job"}\` contains an expression whose value is chosen when the run starts or by a step: ${"line"}`,
    remedy: text`put the value into an environment variable (\`env: { NAME: "\${{ ... }}" }\`) and read "$NAME", or write the step with \`sh\``,
    explain:
      "GitHub inserts the value of an expression into a script before the shell reads it, so a value with quotes or `$(...)` becomes code. Whoever starts the run chooses its inputs, and programs produce the outputs of steps and jobs.",
  }),
  WB3190: define({
    message: text`\`${"job"}\` has \`checkout: { ${"option"} }\`, which the GitLab runner does not support`,
    remedy: text`set \`checkout: false\`, and check out the sources with git in the job's script`,
    explain:
      "The GitLab runner checks out the commit of the pipeline into the job's folder before the script starts. Only a script can check out another commit or use another folder.",
  }),
} satisfies Hundred<"31">;
