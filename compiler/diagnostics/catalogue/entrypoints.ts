import { define, text } from "../define.ts";

/** What starts the steps of a job. */
export const entrypoints = {
  WB3141: define({
    message: text`the entrypoint of ${"image"}, which is to start the steps of ${"job"}, takes no arguments: ${"line"}`,
    remedy: text`write it as a list that runs its arguments, ENTRYPOINT ["/entrypoint.sh"] with exec "$@" at its end; or leave entrypoint: "image" out`,
    explain:
      'An entrypoint starts a container\'s process, which comes behind it as arguments: an entrypoint that is a script ends with exec "$@". ENTRYPOINT with a plain line is run by /bin/sh -c, which has no use for arguments. A step would not be run, and a test of it would seem to have succeeded.',
  }),
};
