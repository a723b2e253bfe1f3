import type { ScriptJob, Step, StepFile } from "../../compiler/graph/model/index.ts";
import { secretName } from "../../compiler/graph/confidential.ts";
import { STEP_FILES } from "../../compiler/graph/model/step-file.ts";
import { isReserved, VARIABLE_NAME } from "../../compiler/graph/handed-variables.ts";
import type { StepEnv } from "../values/environment.ts";
import { parsePairs, type ReadFile, readWhole } from "./outputs.ts";

/** What steps hand to the later ones of their job. */
export interface Handed {
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of programs, the strongest first. */
  readonly path: readonly string[];
}

export const NOTHING_HANDED: Handed = { variables: {}, path: [] };

/** What a step has written to its files, or what is wrong with one. */
export type WrittenFiles =
  | (Handed & {
      /** Markdown for people. */
      readonly summary: string;
      /** Names that only the runner sets. */
      readonly reserved: readonly string[];
    })
  | { readonly fault: string };

/** A file of a step, below the checkout; it is never an artifact. */
export const stepFile = (file: StepFile, index: number): string => `.waybill-${file}-${index + 1}`;

/** The variables that name a step's files to it. */
export const fileVariables = ({ writes = [] }: Step, index: number, root: string): Readonly<Record<string, string>> =>
  Object.fromEntries(writes.map((file) => [STEP_FILES[file], `${root}/${stepFile(file, index)}`]));

/** Reads the files of a step that has ended. */
export async function readStepFiles({ writes = [] }: Step, index: number, read: ReadFile): Promise<WrittenFiles> {
  const texts: Partial<Record<StepFile, string>> = {};
  for (const file of writes) {
    const found = await readWhole(read, stepFile(file, index));
    if ("fault" in found) return { fault: `\`$${STEP_FILES[file]}\`: ${found.fault}` };
    texts[file] = found.text;
  }
  const pairs = parsePairs(texts.env ?? "");
  if ("fault" in pairs) return { fault: `\`$WAYBILL_ENV\`: ${pairs.fault}` };
  const invalid = pairs.find(([name]) => !isReserved(name) && !VARIABLE_NAME.test(name));
  if (invalid) return { fault: `\`$WAYBILL_ENV\`: \`${invalid[0]}\` is not a name of a variable` };
  const entries = (texts.path ?? "").split("\n").filter((line) => line !== "");
  return {
    variables: Object.fromEntries(pairs.filter(([name]) => !isReserved(name))),
    path: entries.reverse(),
    summary: texts.summary ?? "",
    reserved: [...new Set(pairs.map(([name]) => name).filter(isReserved))],
  };
}

/** What steps have handed on, one after the other. */
export const joined = (all: readonly Handed[]): Handed => ({
  variables: Object.assign({}, ...all.map(({ variables }) => variables)),
  path: all.toReversed().flatMap(({ path }) => path),
});

/** A step's environment with the variables of earlier steps: stronger than the job's, but not than a secret or than the step's. */
export function withHanded({ env: ofJob }: ScriptJob, step: Step, given: StepEnv, { variables }: Handed): StepEnv {
  const isFree = ([name]: readonly [string, string]) =>
    !Object.hasOwn(step.env, name) && !(ofJob[name] && secretName(ofJob[name]) !== undefined);
  return { ...given, ...Object.fromEntries(Object.entries(variables).filter(isFree)) };
}

/** What comes before the folders that `PATH` has. */
export const pathPrefix = ({ path }: Handed): string => path.map((folder) => `${folder}:`).join("");
