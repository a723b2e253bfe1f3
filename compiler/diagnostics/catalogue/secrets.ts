import { define, text } from "../define.ts";

/** Secrets that a step is given as files. */
export const secrets = {
  WB2320: define({
    message: text`${"job"} gives the file of the secret ${"secret"} to ${"place"}, where there is none`,
    remedy: text`hand over its value, secret("${"secret"}"), or do what needs the file in a step`,
    explain:
      "The file of a secret is there for one step of a job, in the container that the step runs in. A service is another container, a login takes texts, and what is done with an action of GitHub's, Waybill has no part in.",
  }),
  WB2321: define({
    message: text`the secret ${"secret"} is a file in ${"job"} and a value in ${"other"}`,
    remedy: text`use it one way, or keep it under two names`,
    explain:
      "On GitLab a variable is of one type. One of type File is the path of a file wherever it is read, so who wants its value would get that path.",
  }),
  WB3140: define({
    message: text`${"job"} gives the file of the secret ${"secret"} to steps of exec alone, whose image may have no shell to write it with`,
    remedy: text`run the program by a step of sh, in an image with a shell; or hand the value over: secret("${"secret"}")`,
    explain:
      "The file belongs to the user that the image's steps run as, and nobody else may read it. Only inside the container is it known who that is, and it is the image's shell that writes the file.",
  }),
};
