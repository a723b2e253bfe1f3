import { define, type Hundred, text } from "../define.ts";

/** WB19xx: files that commands read and write. */
export const commandFiles = {
  WB1901: define({
    fault: "infrastructure",
    message: text`cannot write \`${"file"}\`: ${"reason"}`,
    remedy: text`make its folder writable, or choose another place with --out`,
    explain:
      "Waybill writes a new file next to the target and then renames it over the target. The file system refused one of the two steps. The target is unchanged.",
  }),
  WB1902: define({
    message: text`\`${"file"}\` differs from what the pipeline compiles to`,
    remedy: text`run \`${"command"}\` and commit the result`,
    explain:
      "With --check nothing is written: Waybill compares the file in the repository, byte by byte, with what it would emit now. The file was edited by hand, or the pipeline was changed and not compiled again.",
  }),
  WB1903: define({
    fault: "usage",
    message: text`cannot read the secrets in \`${"file"}\`: ${"reason"}`,
    remedy: text`pass a readable file with NAME=value lines to --secret-file, and keep it out of the repository`,
    explain:
      "A secret file has one NAME=value per line, in the format of `docker run --env-file`: everything after the first = is the value, and lines that start with # are comments. A value in quotes may span several lines. Waybill reads all other secrets from the environment.",
  }),
  WB1904: define({
    fault: "usage",
    message: text`the pipeline \`${"pipeline"}\` has no deploy named \`${"name"}\``,
    remedy: text`${"known"}`,
    explain:
      "`waybill deploy` ships an image to the destination of a deploy job of the pipeline, so it needs the name of that job.",
  }),
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
    remedy: text`pass the file that $GITHUB_EVENT_PATH names in a workflow run by push, pull_request, schedule or workflow_dispatch`,
    explain:
      "`waybill plan --payload` reads the payload of a GitHub event: the JSON that a webhook delivers. In a workflow, $GITHUB_EVENT_PATH names the file that contains it.",
  }),
  WB1912: define({
    fault: "usage",
    message: text`${"path"} does not end in .svg`,
    remedy: text`give a name such as plan.svg; for text, leave --out out and redirect the output`,
    explain: "`waybill plan --out` draws the plan. It writes SVG, which browsers and both providers show.",
  }),
  WB1913: define({
    fault: "usage",
    message: text`${"file"} is not in the revision ${"revision"}`,
    remedy: text`give the name that the file had then, as in ci/old.ts@${"revision"}`,
    explain:
      "`waybill diff` reads the earlier version of a pipeline from the tree of that revision. If the file was moved later, it has another name there.",
  }),
  WB1914: define({
    fault: "usage",
    message: text`${"file"} contains no merge rules: ${"reason"}`,
    remedy: text`pass a ruleset that GitHub exports, the response of GitHub's branch protection API, or the response of GitLab's project API`,
    explain:
      "`waybill checks --ruleset` compares a pipeline with the conditions that a repository sets for merging a pull request: the required status checks of GitHub, or the merge settings of a GitLab project.",
  }),
  WB1920: define({
    fault: "infrastructure",
    message: text`cannot write to standard output: ${"reason"}`,
    remedy: text`free some space, or write the output somewhere else`,
    explain:
      "The output goes to a file on a full disk, or to a device that accepts no data. The command completes its work, but its output is incomplete, so the exit code is 3.",
  }),
} satisfies Hundred<"19">;
