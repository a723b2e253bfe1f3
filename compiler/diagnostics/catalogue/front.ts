import { define, text } from "../define.ts";

/** What the last looks before and after a pipeline is emitted find. */
export const front = {
  WB3024: define({
    message: text`a script of ${"job"} holds \`${"part"}\`, which ${"provider"} would replace: ${"line"}`,
    remedy: text`interpolate the value into sh\`...\`, which hands it over as an environment variable`,
    explain:
      "Providers replace such expressions in the text of a file before any shell reads it, and what they put there becomes part of the script. The graph is checked for them, and the emitted file once more: nothing that somebody else can choose is ever part of a script's text.",
  }),
};
