import { define, text } from "../define.ts";

/** WB306x: what is pinned in waybill.lock.json. */
export const lock = {
  WB3060: define({
    message: text`${"file"} is not what waybill pin writes: ${"reason"}`,
    remedy: text`bring back the committed file, or remove it and run waybill pin on each pipeline`,
    explain:
      "The lock file holds the commit of each action and the digest of each image that a pipeline names, as waybill pin found them. It is written by that command, committed, and read by every compilation, so a file that cannot be read is never passed over: what it pinned would silently be whatever its name means today.",
  }),
  WB3061: define({
    message: text`the action ${"action"} is not in ${"file"}`,
    remedy: text`run waybill pin with this pipeline and commit ${"file"}`,
    explain:
      "A tag or branch of an action can be moved to other code at any time, and that code runs with the job's secrets. So an emitted workflow names each action by its commit, with the version in a comment. The compiler takes commits from the lock file and never from the network; waybill pin looks them up.",
  }),
  WB3062: define({
    fault: "infrastructure",
    message: text`the ${"kind"} ${"name"} could not be looked up: ${"reason"}`,
    remedy: text`look at the name, the network and the login (docker login for images, GITHUB_TOKEN for actions, GITLAB_TOKEN for includes), and run waybill pin again`,
    explain:
      "waybill pin asks the image's registry for its digest, GitHub for the commit of an action, and GitLab for that of a component or file. What it could not find out stays in the lock file as it was, and the rest is kept.",
  }),
};
