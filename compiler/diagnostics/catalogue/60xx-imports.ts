import { define, type Hundred, text } from "../define.ts";

/** WB60xx: importing. */
export const imports = {
  WB6001: define({
    message: text`${"file"} is not valid YAML: ${"reason"}`,
    remedy: text`correct the file, and import it again`,
    explain:
      "`waybill import` reads the file as the provider does. A file that the provider cannot read cannot be imported.",
  }),
  WB6002: define({
    message: text`the key ${"key"} is set twice in one map`,
    remedy: text`remove one of the two, and import the file again`,
    explain:
      "YAML does not allow duplicate keys. GitHub rejects such a file. GitLab silently uses the last value, so the first one has no effect.",
  }),
  WB6003: define({
    message: text`the provider does not know the YAML tag ${"tag"}`,
    remedy: text`remove the tag, and import the file again`,
    explain:
      "GitLab supports only the tag `!reference`, and GitHub supports no tags. The provider rejects a file with any other tag.",
  }),
  WB6004: define({
    message: text`the alias ${"alias"} is inside the value that it refers to`,
    remedy: text`write the value out instead of the alias`,
    explain: "A value that contains itself is infinite. YAML allows it, but both providers reject it.",
  }),
  WB6005: define({
    message: text`${"file"} is too large to import: ${"reason"}`,
    remedy: text`split the file, or write out what its aliases repeat`,
    explain:
      "The limits are those of the providers, far above the size of usual files: 2 MB of text, 100 levels, and 500,000 nodes with all aliases written out. A short file whose aliases name each other can stand for more nodes than fit in memory.",
  }),
  WB6006: define({
    severity: "warning",
    message: text`the key ${"key"} is set twice in one map; GitLab takes the last value`,
    remedy: text`remove the first one: it has no effect`,
    explain:
      "GitLab accepts duplicate keys in a map and silently uses the last value. The import does the same, so the pipeline does what the file does today. Its author may have meant something else.",
  }),
  WB6010: define({
    fault: "usage",
    message: text`file ${"file"} does not exist`,
    remedy: text`pass a file that exists, relative to the working directory`,
    explain:
      "`waybill import`, and commands that accept a provider's own file, read the files that the command line names, and the local files that these include or call.",
  }),
  WB6011: define({
    message: text`${"file"} is not a file that ${"provider"} runs: it must have ${"expected"}`,
    remedy: text`name a file that ${"provider"} runs`,
    explain:
      "`waybill import` reads a file under `.github/workflows` as a GitHub workflow, and any other YAML file as a GitLab configuration. `--from` overrides this.",
  }),
  WB6012: define({
    fault: "usage",
    message: text`${"file"} already exists`,
    remedy: text`name another file with --out, or replace it with --force`,
    explain: "`waybill import` and `waybill init` do not replace an existing file unless you pass `--force`.",
  }),
  WB6020: define({
    message: text`\`extends\` forms a cycle, or a longer chain than GitLab allows: ${"chain"}`,
    remedy: text`remove one of these \`extends\`, and import the file again`,
    explain:
      "GitLab rejects a configuration in which a job extends itself, directly or through others, or in which a chain of `extends` has more than eleven jobs.",
  }),
  WB6021: define({
    message: text`\`!reference\` forms a cycle, or is nested more deeply than GitLab allows: ${"chain"}`,
    remedy: text`write out the value that one of these references names, and import the file again`,
    explain: "GitLab rejects references that form a cycle, and references that are nested more than ten levels deep.",
  }),
  WB6022: define({
    message: text`the file includes itself: ${"chain"}`,
    remedy: text`remove one of these \`include\` entries, and import the file again`,
    explain: "GitLab rejects a configuration in which a file includes itself, directly or through others.",
  }),
  WB6030: define({
    fault: "usage",
    message: text`the folder ${"folder"} of \`--includes\` does not exist`,
    remedy: text`pass a folder that contains the included files as \`PROJECT/FILE\`, \`HOST/PATH\` or \`templates/NAME\``,
    explain:
      "`waybill import --includes` reads the files of other projects from a folder on this machine. It does not use the network, so copy the files there first.",
  }),
  WB6040: define({
    severity: "warning",
    message: text`the job \`${"job"}\` of \`${"file"}\` is not read exactly: ${"reason"}`,
    remedy: text`run \`waybill import --check ${"file"}\`, which lists the verdict and all differences of each job`,
    explain:
      "Commands that accept a provider's own file read it as the pipeline that `waybill import` would write. An answer about a job that the pipeline does not represent exactly may be wrong in the part that the warning names.",
  }),
  WB6041: define({
    message: text`no job of \`${"file"}\` can be read`,
    remedy: text`run \`waybill import --check ${"file"}\` for the reasons`,
    explain:
      "Commands that accept a provider's own file read it as the pipeline that `waybill import` would write. Here that pipeline would have no jobs.",
  }),
  WB6042: define({
    fault: "usage",
    message: text`\`${"file"}\` is a provider's file, not a pipeline`,
    remedy: text`run \`waybill import ${"file"}\`, and pass the pipeline that it writes`,
    explain:
      "`plan`, `diff`, `reach`, `checks`, `graph` and `run` also accept a GitHub workflow or a GitLab configuration. The other commands write or record something for a pipeline, so they need the pipeline itself.",
  }),
} satisfies Hundred<"60">;
