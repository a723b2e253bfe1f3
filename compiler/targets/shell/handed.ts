import { secretName } from "../../graph/confidential.ts";
import { REFUSED_NAMES, RESERVED_PREFIXES } from "../../graph/handed-variables.ts";
import type { ScriptJob, Step, StepFile } from "../../graph/model/index.ts";
import { STEP_FILES } from "../../graph/model/step-file.ts";
import { PAIRS, OUTPUT_LIMIT } from "./outputs.ts";
import { shellText, shellWord } from "./quote.ts";

/** Where the variables that steps have handed on are: a file each, and the folders of programs as `PATH` has them. */
const FOLDER = "/tmp/waybill-env";
const FOLDERS = `${FOLDER}/.path`;

/** A file that a step writes. */
export const fileOf = (file: StepFile, index: number): string => `/tmp/waybill-${file}-${index + 1}`;

const writes = (step: Step, file: StepFile): boolean => step.writes?.includes(file) === true;

/** Whether a step hands something to later steps, and so has to be read. */
export const handsOn = (step: Step): boolean => writes(step, "env") || writes(step, "path");

/** Whether steps of the job hand variables on. */
export const hasHanded = ({ steps }: Pick<ScriptJob, "steps">): boolean => steps.some(handsOn);

/** Removes what another job on the same machine may have left. */
export const handedStart = ({ steps }: ScriptJob): readonly string[] =>
  steps.some(handsOn) ? [`rm -rf ${FOLDER}`] : [];

/** `NAME=value` words that name a step's files to it. */
export const fileWords = (step: Step, index: number): readonly string[] =>
  (step.writes ?? []).map((file) => `${STEP_FILES[file]}=${fileOf(file, index)}`);

/**
 * Gives a process what earlier steps have handed on, but for the names in `$0`. Its words are the process.
 */
const TAKE = `for WAYBILL_FILE in ${FOLDER}/*; do
  WAYBILL_NAME=\${WAYBILL_FILE##*/}
  case "$0" in *" $WAYBILL_NAME "*) continue ;; esac
  if [ -e "$WAYBILL_FILE" ]; then export "$WAYBILL_NAME=$(cat "$WAYBILL_FILE")"; fi
done
if [ -e ${FOLDERS} ]; then export PATH="$(cat ${FOLDERS})$PATH"; fi
exec "$@"`;

/** The line that has to come before {@link takeWords}. */
export const takeStart = `take_env=${shellText(TAKE)}`;

/** Whether a step takes what earlier ones have handed on. */
export const takes = ({ steps }: ScriptJob, index: number): boolean => steps.slice(0, index).some(handsOn);

/**
 * The words that start a step's process with what earlier steps have handed on: its own variables and the job's secrets are
 * stronger. Empty: nothing is handed on.
 */
export function takeWords(job: ScriptJob, index: number): string {
  if (!takes(job, index)) return "";
  const secrets = Object.entries(job.env).flatMap(([name, value]) => (secretName(value) === undefined ? [] : [name]));
  const names = [...new Set([...secrets, ...Object.keys(job.steps[index]!.env)])];
  return `sh -c "$take_env" ${shellWord(` ${names.join(" ")} `)} `;
}

/** Empties the files of a step. */
export const emptyFiles = (step: Step, index: number): string =>
  (step.writes ?? []).map((file) => `: > ${fileOf(file, index)}\n`).join("");

/** A script that reads what a step hands on; it fails where that cannot be read. Empty: the step hands nothing on. */
export function readHanded(step: Step, index: number): string {
  const env = writes(step, "env") ? readVariables(fileOf("env", index)) : "";
  const path = writes(step, "path") ? readFolders(fileOf("path", index)) : "";
  return env || path ? `mkdir -p ${FOLDER}\n${env}${path}` : "";
}

const RESERVED = [...REFUSED_NAMES, ...RESERVED_PREFIXES.map((prefix) => `${prefix}*`)].join(" | ");

function readVariables(file: string): string {
  return `${limited(file, "WAYBILL_ENV")}${PAIRS.before("variable")}
  case $name in
    ${RESERVED}) echo "Warning: the variable $name is reserved, and is not set." >&2; continue ;;
    "" | [0-9]* | *[!A-Za-z0-9_]*) echo "'$name' is not a name of a variable." >&2; exit 1 ;;
  esac
  printf '%s\\n' "$value" > ${FOLDER}/"$name"
${PAIRS.after(file)}`;
}

function readFolders(file: string): string {
  return `${limited(file, "WAYBILL_PATH")}while IFS= read -r line || [ -n "$line" ]; do
  if [ -z "$line" ]; then continue; fi
  folders=$(cat ${FOLDERS} 2> /dev/null || true)
  printf '%s\\n' "$line:$folders" > ${FOLDERS}
done < ${file}
`;
}

const limited = (file: string, variable: string): string => `if [ ! -e ${file} ]; then : > ${file}; fi
if [ "$(wc -c < ${file})" -gt ${OUTPUT_LIMIT} ]; then
  echo "The file of ${variable} takes more than ${OUTPUT_LIMIT} bytes." >&2
  exit 1
fi
`;
