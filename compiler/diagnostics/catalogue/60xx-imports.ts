import { define, type Hundred, text } from "../define.ts";

/** WB60xx: importing. */
export const imports = {
  WB6001: define({
    message: text`${"file"} is not valid YAML: ${"reason"}`,
    remedy: text`correct the file there, and import it again`,
    explain:
      "`waybill import` reads the file as the provider does. What the provider cannot read has no meaning that could be carried over.",
  }),
  WB6002: define({
    message: text`the key ${"key"} is set twice in one map`,
    remedy: text`remove one of the two, and import the file again`,
    explain:
      "YAML forbids it. GitHub refuses such a file, and GitLab takes the last value without a message, so the first one has no effect that somebody could rely on.",
  }),
  WB6003: define({
    message: text`the provider does not know the YAML tag ${"tag"}`,
    remedy: text`remove the tag, and import the file again`,
    explain: "GitLab knows the tag `!reference`, and GitHub none. Any other makes the provider refuse the file.",
  }),
  WB6004: define({
    message: text`the alias ${"alias"} is inside the value that it refers to`,
    remedy: text`write the value out in place of the alias`,
    explain: "A value that contains itself has no end. YAML allows it, and both providers refuse it.",
  }),
  WB6005: define({
    message: text`${"file"} is too large to import: ${"reason"}`,
    remedy: text`split the file, or write out what its aliases repeat`,
    explain:
      "The limits are those of the providers, which are far above what people write: 2 MB of text, 100 levels, and 500,000 nodes with all aliases written out. A short file whose aliases name each other can stand for more nodes than fit in memory.",
  }),
  WB6006: define({
    severity: "warning",
    message: text`the key ${"key"} is set twice in one map; GitLab takes the last value`,
    remedy: text`remove the first one: it has no effect`,
    explain:
      "GitLab reads a map whose keys repeat without a message, and its last value counts. The import does the same, so the result does what the file does today, which may not be what its author meant.",
  }),
  WB6010: define({
    fault: "usage",
    message: text`file ${"file"} does not exist`,
    remedy: text`pass a file that exists, relative to the working directory`,
    explain:
      "`waybill import` reads the files that the command line names, and the local files that these include or call.",
  }),
  WB6011: define({
    message: text`${"file"} is not a file that ${"provider"} runs: it has to have ${"expected"}`,
    remedy: text`name a file that ${"provider"} runs`,
    explain:
      "A file under `.github/workflows` is read as a workflow of GitHub, any other YAML file as one of GitLab. `--from` says which it is.",
  }),
  WB6012: define({
    fault: "usage",
    message: text`${"file"} exists already`,
    remedy: text`name another file with --out, or replace it with --force`,
    explain: "`waybill import` and `waybill init` replace no file of yours unless you say so.",
  }),
  WB6020: define({
    message: text`\`extends\` leads back to itself, or through more jobs than GitLab follows: ${"chain"}`,
    remedy: text`remove one of these \`extends\`, and import the file again`,
    explain:
      "GitLab refuses a configuration in which a job extends itself, directly or through others, and one in which a chain of `extends` has more than eleven jobs.",
  }),
  WB6021: define({
    message: text`\`!reference\` leads back to itself, or through more references than GitLab follows: ${"chain"}`,
    remedy: text`write out the value that one of these references names, and import the file again`,
    explain:
      "GitLab refuses references that have no end, and references within references that are more than ten deep.",
  }),
  WB6022: define({
    message: text`the file includes itself: ${"chain"}`,
    remedy: text`remove one of these \`include\` entries, and import the file again`,
    explain: "GitLab refuses a configuration in which a file includes itself, directly or through others.",
  }),
  WB6030: define({
    fault: "usage",
    message: text`the folder ${"folder"} of \`--includes\` does not exist`,
    remedy: text`name the folder that holds the included files, as \`PROJECT/FILE\`, \`HOST/PATH\` or \`templates/NAME\``,
    explain:
      "`waybill import --includes` reads the files of other projects from a folder of this machine: it asks no network, so a file is what you copied there.",
  }),
} satisfies Hundred<"60">;
