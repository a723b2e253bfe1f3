import { define, text } from "../define.ts";

/** What `waybill import` refuses of GitLab's files. */
export const importingGitLab = {
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
};
