import { existsSync } from "node:fs";
import type { Command, Option } from "commander";
import { runsFolder } from "./checkout.ts";
import { DEFAULT_FILE } from "./default-file.ts";

/** What a word can become. */
export interface Candidate {
  readonly text: string;
  readonly about?: string;
}

/** Where the values of an option or an argument come from, by their names; others are files, or anything. */
type Source = "jobs" | "events" | "runs" | "runs-and-jobs" | "pipelines" | "codes";

const OPTIONS: Readonly<Record<string, Source>> = {
  "--event": "events",
  "--job": "jobs",
  "--from": "jobs",
  "--approve": "jobs",
  "--deploy": "jobs",
  "--to": "jobs",
  "--run": "runs",
  "--pipeline": "pipelines",
};
const ARGUMENTS: Readonly<Record<string, readonly Source[]>> = {
  why: ["jobs"],
  shell: ["jobs"],
  logs: ["runs-and-jobs", "jobs"],
  artifacts: ["jobs"],
  report: ["runs"],
  ui: ["runs"],
  explain: ["codes"],
};

/**
 * What the last of the words can become. None: a file name, for the shell to complete.
 *
 * @param words - After `waybill`; the last one is what is being typed, and may be empty.
 */
export async function candidates(program: Command, words: readonly string[]): Promise<readonly Candidate[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const [name] = before;
  const matching = (found: readonly Candidate[]) => found.filter(({ text }) => text.startsWith(typed));
  if (name === undefined) {
    if (typed.startsWith("-")) return matching(optionsOf(program));
    return matching(
      program.commands.flatMap((one) =>
        isHidden(one) ? [] : [{ text: one.name(), about: firstSentence(one.description()) }],
      ),
    );
  }
  const command = program.commands.find((one) => one.name() === name);
  if (!command) return [];
  const option = command.options.find((one) => isNamed(one, before.at(-1)) && takesValue(one));
  if (option) return matching(await valuesOf(option, before));
  if (typed.startsWith("-")) return matching(optionsOf(command));
  const place = argumentsIn(command, before.slice(1)).length;
  const argument = command.registeredArguments[Math.min(place, command.registeredArguments.length - 1)];
  if (argument?.argChoices) return matching(argument.argChoices.map((text) => ({ text })));
  const sources = ARGUMENTS[name] ?? [];
  const source = sources[Math.min(place, sources.length - 1)];
  return source ? matching(await fromSource(source, before)) : [];
}

const isHidden = (command: Command) => command.name() === "complete-words";
const isNamed = ({ short, long }: Option, word: string | undefined) =>
  word !== undefined && (short === word || long === word);
const takesValue = (option: Option) => option.required || option.optional;
const firstSentence = (text: string) => text.split(/(?<=\.)\s/, 1)[0]?.replace(/\.$/, "") ?? "";

function optionsOf(command: Command): readonly Candidate[] {
  const own = command.options.flatMap(({ long, hidden, description }) =>
    long && !hidden ? [{ text: long, about: description }] : [],
  );
  return [...own, { text: "--help", about: "show the usage of the command" }];
}

/** The words that are arguments, and no options or values of them. */
function argumentsIn(command: Command, words: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const before = command.options.find((one) => isNamed(one, words[index - 1]));
    return !word.startsWith("-") && !(before && takesValue(before));
  });
}

async function valuesOf(option: Option, before: readonly string[]): Promise<readonly Candidate[]> {
  const source = OPTIONS[option.long ?? ""];
  const found = source ? await fromSource(source, before) : [];
  return found.length > 0 ? found : (option.argChoices ?? []).map((text) => ({ text }));
}

async function fromSource(source: Source, before: readonly string[]): Promise<readonly Candidate[]> {
  switch (source) {
    case "jobs":
      return jobs(before);
    case "events": {
      const kinds = (await graphs(before)).flatMap(({ triggers }) => triggers.map(({ kind }) => kind));
      return [...new Set(kinds)].map((text) => ({ text }));
    }
    case "runs":
      return runs();
    case "runs-and-jobs":
      return [...(await jobs(before)), ...(await runs())];
    case "pipelines":
      return (await graphs(before)).map(({ name }) => ({ text: name }));
    case "codes": {
      const { catalogue } = await import("../compiler/diagnostics/index.ts");
      return Object.keys(catalogue).map((text) => ({ text }));
    }
  }
}

async function graphs(before: readonly string[]) {
  const file = before.find((word) => /\.(ts|json)$/.test(word)) ?? DEFAULT_FILE;
  if (!existsSync(file)) return [];
  const { load } = await import("./load.ts");
  return (await load(file)).graphs;
}

/** Those of the pipeline as it is; while it is broken, those of the last run. */
async function jobs(before: readonly string[]): Promise<readonly Candidate[]> {
  const found = await graphs(before);
  const names = found.flatMap((graph) => graph.jobs.map(({ id, kind }) => ({ text: id, about: kind })));
  const matrices = found.flatMap((graph) => (graph.matrices ?? []).map(({ id }) => ({ text: id, about: "matrix" })));
  const all = [...names, ...matrices];
  if (all.length > 0) return all.filter((one, index) => all.findIndex(({ text }) => text === one.text) === index);
  const [last] = await history();
  return [...(last?.ended.keys() ?? [])].map((text) => ({ text }));
}

async function history() {
  const { allRuns } = await import("../runtime/journal/history.ts");
  return allRuns(runsFolder({}));
}

async function runs(): Promise<readonly Candidate[]> {
  const { summaryOf } = await import("../runtime/journal/run-summary.ts");
  const found = (await history()).map(summaryOf);
  return [
    { text: "last", about: "the newest run" },
    ...found.map(({ run, of, status }) => ({ text: run, about: `${of}, ${status}` })),
  ];
}
