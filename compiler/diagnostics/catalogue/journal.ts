import { define, text } from "../define.ts";

/** WB4050-9 and WB4063-9: what a person gives a run, and what a run takes up from an earlier one. */
export const journal = {
  WB4050: define({
    fault: "usage",
    message: text`the pipeline has no input ${"name"}`,
    remedy: text`${"choices"}`,
    explain:
      '--input takes the names that the pipeline\'s manual trigger declares: manual({ inputs: { level: { type: "string" } } }) is given as --input level=debug.',
  }),
  WB4051: define({
    fault: "usage",
    message: text`the input ${"name"} cannot be ${"value"}`,
    remedy: text`give ${"wanted"}: --input ${"name"}=${"example"}`,
    explain:
      "An input has the type that the pipeline declares. A boolean is true or false, a choice is one of its options, exactly as they are written there.",
  }),
  WB4052: define({
    fault: "usage",
    message: text`the input ${"name"} has no default, and no value was given`,
    remedy: text`add --input ${"name"}=VALUE, ${"wanted"}`,
    explain:
      "Whoever starts a run by hand is asked for the pipeline's inputs. One without a default has to be given on the command line; a text may be empty (--input NAME=).",
  }),
  WB4053: define({
    fault: "usage",
    message: text`inputs belong to a run that is started by hand, and this one is run as ${"event"}`,
    remedy: text`add --event manual, or leave --input out`,
    explain:
      "The inputs of a manual trigger can be chosen only where somebody starts the pipeline by hand. On every other event they have their defaults, on the providers as on this machine.",
  }),
};
