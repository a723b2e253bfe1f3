import { define, type Hundred, text } from "../define.ts";

/** WB11xx: which files are written. */
export const output = {
  WB1110: define({
    fault: "usage",
    message: text`--out names the file \`${"out"}\`, but there are ${"count"} files to write`,
    remedy: text`name a folder, with a / at the end: --out ${"out"}/`,
    explain:
      "Several pipelines compile to several files, and on GitLab each dynamic matrix adds a file to that of its pipeline. They cannot all be written to one file. In a folder, each file gets its usual path.",
  }),
  WB1111: define({
    message: text`\`${"file"}\` was made from \`${"made"}\`, which still exists; the pipeline \`${"pipeline"}\` would replace it`,
    remedy: text`compile both together if they are to share the file, as they do on GitLab; otherwise rename one of them, or remove \`${"file"}\` if you no longer need it`,
    explain:
      "A GitHub workflow is named after its pipeline, and GitLab reads one file per project, so two pipelines can claim the same file. Each would overwrite the other. If the other source was moved or removed, the file is replaced.",
  }),
} satisfies Hundred<"11">;
