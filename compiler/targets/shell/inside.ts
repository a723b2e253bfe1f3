import { shellWord } from "./quote.ts";

/** Name of the container in which the steps of a job run. */
const NAME = "waybill";

/** Starts the image, idle, with the checkout in it. Words in the options are already shell. */
export function insideStart(
  image: string,
  options: { readonly user: string | undefined; readonly folder: string; readonly extra: readonly string[] },
): string {
  const words = [
    `--detach --init --name ${NAME} --entrypoint tail`,
    `--volume ${options.folder}:${options.folder} --workdir ${options.folder}`,
    ...(options.user ? [`--user ${shellWord(options.user)}`] : []),
    ...options.extra,
  ];
  return `docker run ${words.join(" \\\n  ")} \\\n  ${image} -f /dev/null > /dev/null\n`;
}

/** Runs a process in that container, with the variables named, whose values it takes from its own environment. */
export function insideStep(
  process: string,
  options: {
    readonly names: readonly string[];
    /** Relative to the checkout. */
    readonly folder: string | undefined;
    /** The checkout, as a word without quotes. */
    readonly root: string;
    readonly output: string | undefined;
  },
): string {
  const words = [
    ...(options.output ? [`--env WAYBILL_OUTPUT=${options.output}`] : []),
    ...options.names.map((name) => `--env ${name}`),
    ...(options.folder ? [`--workdir "${options.root}"/${shellWord(options.folder)}`] : []),
    NAME,
  ];
  return `docker exec ${words.join(" ")} ${process}`;
}
