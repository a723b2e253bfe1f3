import { define, type Hundred, text } from "../define.ts";

/** WB41xx: what jobs leave when they run on this machine. */
export const jobs = {
  WB4110: define({
    message: text`the outputs of \`${"job"}\` cannot be read: ${"reason"}`,
    remedy: text`write each output to \`$WAYBILL_OUTPUT\` as a line \`name=value\`, or as \`name<<END\`, its lines and a line \`END\`; hand over what is large as an artifact`,
    explain:
      "A step sets outputs in the file that `$WAYBILL_OUTPUT` names. A value of several lines stands between `name<<END` and a line that is `END`, which can be any word that does not stand alone on a line of the value. All outputs of a job take 1 MiB at most. The job fails alike on both providers.",
  }),
} satisfies Hundred<"41">;
