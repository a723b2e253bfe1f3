import { define, type Hundred, text } from "../define.ts";

/** WB41xx: what jobs leave when they run on this machine, and looking into a run and a graph. */
export const localRuns = {
  WB4110: define({
    message: text`the outputs of \`${"job"}\` cannot be read: ${"reason"}`,
    remedy: text`write each output to \`$WAYBILL_OUTPUT\` as a line \`name=value\`, or as \`name<<END\`, its lines and a line \`END\`; pass large data as an artifact`,
    explain:
      "A step sets outputs in the file that `$WAYBILL_OUTPUT` names. A value with several lines is written between `name<<END` and a line `END`; any word works instead of `END`, unless it is a line of the value. The outputs of a job have at most 1 MiB in total. The job fails on both providers as well.",
  }),
  WB4111: define({
    fault: "infrastructure",
    message: text`git cannot read the repository of ${"root"}: ${"reason"}`,
    remedy: text`make \`git status\` work there, and run the command again`,
    explain:
      "Jobs get the files that git tracks or would track, and the branch and the commit decide which jobs run. Without git's answer, ignored files, which may contain secrets, would get into the jobs. Common causes are a folder of another user, a damaged index and a missing git. A tree without a `.git` is used completely.",
  }),
  WB4112: define({
    message: text`what a step of \`${"job"}\` hands on cannot be read: ${"reason"}`,
    remedy: text`write each variable to \`$WAYBILL_ENV\` as a line \`NAME=value\`, or as \`NAME<<END\`, its lines and a line \`END\`, and each folder to \`$WAYBILL_PATH\` as a line`,
    explain:
      "A step sets variables for the later steps of its job in the file that `$WAYBILL_ENV` names. A value of several lines stands between `NAME<<END` and a line that is `END`. Names consist of letters, digits and `_`. Each file takes 1 MiB at most. The step fails alike on both providers.",
  }),
  WB4113: define({
    severity: "warning",
    message: text`no branch is checked out (detached HEAD at ${"commit"}), so this push is on no branch and no tag`,
    remedy: text`say what it is of, with \`--branch NAME\` or \`--tag NAME\`, or check out a branch`,
    explain:
      'On a provider, a push is on a branch or on a tag. A detached HEAD that no tag names has neither: a condition such as `run.branch === "main"` does not hold, and its job is skipped. Rebases, bisects and checkouts of a provider leave a detached HEAD.',
  }),
  WB4114: define({
    severity: "warning",
    message: text`${"root"} is in no git repository: the branch is not known, nothing counts as changed, and no file is ignored`,
    remedy: text`run \`git init\` at the root of the project and commit, or choose the root with \`--root\``,
    explain:
      "Git says which branch and commit a run is of, which files have changed, and which files are ignored. Without it, conditions on the branch do not hold, and all files of the folder are copied into the jobs, those that `.gitignore` names included. The root is the nearest folder with `.git`, else the working directory.",
  }),
  WB4115: define({
    severity: "warning",
    message: text`git does not know the branch \`${"branch"}\` that the pull request goes to, so \`changed\` compares the last commit`,
    remedy: text`fetch it: git fetch origin ${"branch"}; or name another target with \`--pr target=BRANCH\`, or the files with \`--changed\``,
    explain:
      "A pull request has changed the files that differ from the commit where it and its target branch parted. Waybill looks for the target at `origin`, then among the local branches. Where it finds neither, it compares the last commit with its first parent.",
  }),
  WB4120: define({
    fault: "usage",
    message: text`\`--break ${"place"}\`: the pipeline has no job \`${"name"}\``,
    remedy: text`${"meant"}name a job of the pipeline, a job and a step as JOB:STEP, or \`failure\`; "waybill plan" lists the jobs`,
    explain:
      "`waybill run --break JOB` holds before the first step of a job, `--break JOB:STEP` before another step, and `--break failure` when any step fails.",
  }),
  WB4121: define({
    fault: "usage",
    message: text`\`--break ${"place"}\`: \`${"job"}\` is a ${"kind"} job, which has no steps`,
    remedy: text`name a job that has steps`,
    explain:
      "A run holds between the steps of a script job. A build or a deploy is one operation, and native jobs run only at the provider.",
  }),
  WB4122: define({
    fault: "usage",
    message: text`\`--break ${"place"}\`: \`${"job"}\` has no such step`,
    remedy: text`name one of its steps by number or name: ${"steps"}`,
    explain: "Steps are counted from 1. A step without a name is named after the first line of its script.",
  }),
  WB4123: define({
    fault: "usage",
    message: text`\`--break\` cannot be used together with \`${"option"}\``,
    remedy: text`remove one of them: debug with --break first, and deploy in a separate run`,
    explain:
      "When a run is held, a person can change files, and edit and skip steps. The proof that a deploy ships what was tested does not apply to such a run, so it deploys and approves nothing. Later runs do not reuse results of jobs that were changed by hand.",
  }),
  WB4124: define({
    fault: "usage",
    message: text`no job is held, and no failed job of the last run is kept in this checkout`,
    remedy: text`start a run with a breakpoint: waybill run --break failure`,
    explain:
      "`waybill shell JOB` opens a shell in a job that is held at a breakpoint (`waybill run --break`), or in a job that failed in the last run of the host executor. The files of failed jobs are kept until the next run of the checkout, or until `waybill clean`.",
  }),
  WB4125: define({
    fault: "usage",
    message: text`\`${"job"}\` is not held: ${"held"}`,
    remedy: text`${"meant"}name a job that is held`,
    explain:
      "`waybill shell JOB` opens a shell in a job that is held at a breakpoint (`waybill run --break`). Only one terminal at a time can control a job.",
  }),
  WB4126: define({
    fault: "usage",
    message: text`\`waybill shell\` needs a terminal`,
    remedy: text`run it in a terminal, not in a script or with a redirected input`,
    explain: "The command opens an interactive shell, which a script cannot use.",
  }),
  WB4130: define({
    fault: "usage",
    message: text`\`${"file"}\`: \`waybill graph\` does not write pixel images`,
    remedy: text`write ${"svg"}, and convert it if you need pixels, for example with rsvg-convert or a browser`,
    explain:
      "Waybill writes pictures of graphs as SVG, which is sharp at every size, and which GitHub, GitLab and browsers show. Programs such as rsvg-convert and Inkscape convert it to PNG.",
  }),
  WB4131: define({
    fault: "usage",
    message: text`\`${"file"}\`: its ending does not name a format that \`waybill graph\` writes`,
    remedy: text`use .svg, .html, .mmd, .md, .dot or .gv, for example ${"svg"}`,
    explain:
      "The ending of the name of `--out` chooses the format: SVG, a page with pan and zoom, Mermaid (alone, or as a block of Markdown), or the DOT language of Graphviz.",
  }),
  WB4132: define({
    severity: "warning",
    message: text`the traces of the run could not be sent to ${"address"}: ${"reason"}`,
    remedy: text`check that a collector accepts OTLP over HTTP there (port 4318 by default), or unset ${"variable"}`,
    explain:
      "With OTEL_EXPORTER_OTLP_ENDPOINT set, `waybill run` sends a span for the run, each job and each step. A run does not fail if its traces cannot be sent.",
  }),
} satisfies Hundred<"41">;
