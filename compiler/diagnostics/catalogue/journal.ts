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
    message: text`inputs belong to a run that is started by hand or called, and this one is run as ${"event"}`,
    remedy: text`${"instead"}leave --input out`,
    explain:
      "The inputs of a manual trigger can be chosen only where somebody starts the pipeline by hand, and those of a call only by its caller. On every other event they have their defaults, on the providers as on this machine.",
  }),
  WB4054: define({
    fault: "usage",
    message: text`there is no run to go on with: ${"reason"}`,
    remedy: text`leave --resume out`,
    explain:
      "--resume goes on with the last run of the pipeline in this checkout, when it was killed, cancelled or has failed. What has succeeded in it is taken over; the rest is run. A run that goes on in another process is left alone.",
  }),
  WB4055: define({
    fault: "usage",
    message: text`the run ${"run"} cannot be gone on with: ${"change"}`,
    remedy: text`${"remedy"}, or leave --resume out to begin anew`,
    explain:
      "What has succeeded in a run says nothing about another source tree, another graph, or another branch, event or input. --resume takes the command line that the run was started with, and the tree as it was then.",
  }),
  WB4065: define({
    fault: "usage",
    message: text`${"pipeline"} has not been run in this checkout, so there is nothing to tell of its jobs`,
    remedy: text`run it first: waybill run ${"source"} --pipeline "${"pipeline"}"`,
    explain:
      "waybill why reads the journals that runs leave in the user's state folder, a folder for each checkout. The last 50 runs of a checkout are kept, and none is shared with other machines.",
  }),
  WB4056: define({
    fault: "usage",
    message: text`the run cannot begin at ${"from"}, because no earlier run has left all that is needed: ${"missing"}`,
    remedy: text`run ${"needs"} first, or begin further up`,
    explain:
      "--from takes what its jobs need from an earlier run of the pipeline in this checkout: outputs, artifacts and images. All of it comes from one run, so that an image and the tests that ran in it belong together. A result counts only where its job would give it now: the job is defined as it was, the event, the branch or tag, the inputs and the variables are those of the earlier run, and the same steps would run. Results of jobs that put out or keep a secret are never kept.",
  }),
  WB4057: define({
    fault: "usage",
    message: text`${"from"} is not on the way to ${"job"}`,
    remedy: text`give a --from that ${"job"} needs, or leave one of the two out`,
    explain: "With --from and --job a run begins at the one and ends with the other. Here no job lies between them.",
  }),
  WB4058: define({
    fault: "infrastructure",
    message: text`what the run ${"run"} has left of ${"job"} is damaged`,
    remedy: text`give the same command again: the damaged part is forgotten`,
    explain:
      "What jobs leave is kept under the digest of its content, and compared with it when it is taken. What does not agree with its digest is removed, and the job counts as one that has left nothing.",
  }),
};
