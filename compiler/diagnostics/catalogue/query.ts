import { define, text } from "../define.ts";

/** WB191x: what the commands that ask a pipeline are given. */
export const query = {
  WB1910: define({
    fault: "usage",
    message: text`the revision ${"revision"} is not in this repository`,
    remedy: text`give a branch, a tag or a commit that git knows; in CI, fetch it first (git fetch origin ${"revision"})`,
    explain:
      "The files that a run touches, and the earlier text of a pipeline, are read from git. A shallow clone, as providers make it by default, has only the newest commit: fetch the revision first.",
  }),
  WB1911: define({
    fault: "usage",
    message: text`${"file"} is not the payload of an event that starts a pipeline: ${"reason"}`,
    remedy: text`give the file that $GITHUB_EVENT_PATH names in a workflow, of a push, pull_request, schedule or workflow_dispatch`,
    explain:
      "waybill plan --payload reads the payload of a GitHub event: the JSON that a webhook delivers, and that a workflow finds in the file that $GITHUB_EVENT_PATH names.",
  }),
  WB1912: define({
    fault: "usage",
    message: text`${"path"} does not end in .svg`,
    remedy: text`give a name such as plan.svg; for text, leave --out out and redirect the output`,
    explain: "waybill plan --out draws the plan. It writes SVG, which browsers and both providers show.",
  }),
  WB1913: define({
    fault: "usage",
    message: text`${"file"} is not in the revision ${"revision"}`,
    remedy: text`give the name that the file had then, as in ci/old.ts@${"revision"}`,
    explain:
      "waybill diff reads a pipeline as it was in a revision, from the tree of that revision. A file that has been moved since has another name there.",
  }),
};
