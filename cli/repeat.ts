import { singleQuoted } from "../compiler/shell/quote.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import type { RunCommandOptions } from "./run.ts";

/** The command that runs one job, and what it needs, as a run was asked for. Secrets are named by their file alone. */
export function repeatOf(file: string, options: RunCommandOptions): (job: string) => string {
  const { executor, event, branch, tag, input = {}, actor, pr = {}, changed, pipeline, root, secretFile } = options;
  const { labels = [], ...request } = pr;
  const pairs = (flag: string, values: Readonly<Record<string, string | undefined>>) =>
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [flag, `${name}=${value}`]));
  const named = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  const words = [
    ...named("--pipeline", pipeline),
    ...named("--root", root),
    ...named("--executor", executor),
    ...named("--event", event),
    ...named("--branch", branch),
    ...named("--tag", tag),
    ...named("--actor", actor),
    ...pairs("--input", input),
    ...pairs("--var", options.var ?? {}),
    ...pairs("--pr", request),
    ...labels.flatMap((label) => ["--pr", `label=${label}`]),
    ...pairs("--fact", options.fact ?? {}),
    ...(options.deploy ?? []).flatMap((name) => ["--deploy", name]),
    ...(options.approve ?? []).flatMap((name) => ["--approve", name]),
    ...named("--secret-file", secretFile),
    ...(changed === true ? ["--changed"] : changed ? ["--changed", ...changed] : []),
  ];
  // `--changed` takes all words that follow it, so it comes last.
  return (job) =>
    ["waybill", "run", ...(file === DEFAULT_FILE ? [] : [file]), "--job", job, ...words].map(word).join(" ");
}

/** A word of a command line, quoted where a shell would read it differently. */
const word = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : singleQuoted(text));
