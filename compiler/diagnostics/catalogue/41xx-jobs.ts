import { define, type Hundred, text } from "../define.ts";

/** WB41xx: what jobs leave when they run on this machine. */
export const jobs = {
  WB4110: define({
    message: text`the outputs of \`${"job"}\` cannot be read: ${"reason"}`,
    remedy: text`write each output to \`$WAYBILL_OUTPUT\` as a line \`name=value\`, or as \`name<<END\`, its lines and a line \`END\`; hand over what is large as an artifact`,
    explain:
      "A step sets outputs in the file that `$WAYBILL_OUTPUT` names. A value of several lines stands between `name<<END` and a line that is `END`, which can be any word that does not stand alone on a line of the value. All outputs of a job take 1 MiB at most. The job fails alike on both providers.",
  }),
  WB4111: define({
    fault: "infrastructure",
    message: text`git cannot read the repository of ${"root"}: ${"reason"}`,
    remedy: text`make \`git status\` work there, and run the command again`,
    explain:
      "Jobs get the files that git tracks or would track, and the branch and the commit decide which jobs run. Without git's answer, files that it ignores, which may hold secrets, would get into the jobs. A folder that belongs to another user, a damaged index and a missing git are such cases. A tree without a `.git` is used whole.",
  }),
} satisfies Hundred<"41">;
