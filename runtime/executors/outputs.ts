import { diagnostic } from "../../compiler/diagnostics/index.ts";
import { sharedOutputs } from "../../compiler/graph/step-values.ts";
import type { Location } from "../../compiler/diagnostics/index.ts";
import type { Failure } from "../events.ts";
import type { Attempt, JobRequest } from "./executor.ts";

/** Where a job's steps write its outputs, below its checkout. */
export const OUTPUT_FILE = ".waybill-output";
/** The variable that names that file to them. */
export const OUTPUT_VARIABLE = "WAYBILL_OUTPUT";

/** Whether a path of the checkout is a file by which a step hands something on, which is never an artifact. */
export const isOutputFile = (path: string): boolean =>
  path === OUTPUT_FILE || /^\.waybill-(?:output|env|path|summary)-[^/]+$/.test(path);

/** The most that the outputs of a job may take in their file, as on the providers. Bytes. */
const OUTPUT_LIMIT = 1 << 20;

/** Hands over a file below the checkout, chunk by chunk; nothing where there is none. */
export type ReadFile = (path: string, take: (chunk: Uint8Array) => void) => Promise<void>;

/** What a file has set of the outputs that are declared, or what is wrong with it. */
export type FoundOutputs = { readonly outputs: Readonly<Record<string, string>> } | { readonly fault: string };

/**
 * The outputs that the steps of a job have set; a file that is not of outputs fails the job.
 *
 * @param fromSteps - The outputs of the job that are outputs of its steps.
 */
export async function readOutputs(
  { job, sink }: JobRequest,
  read: ReadFile,
  fromSteps: Readonly<Record<string, string>>,
): Promise<Attempt> {
  const found = await findOutputs(read, OUTPUT_FILE, sharedOutputs(job));
  if ("fault" in found)
    return { failure: outputFailure(job.id, { code: "WB4110", reason: found.fault }, job.location), outputs: {} };
  const outputs = { ...found.outputs, ...fromSteps };
  for (const name of job.outputs) {
    if (!Object.hasOwn(outputs, name)) await sink.write("stderr", `Warning: the output ${name} is not set.\n`);
  }
  return { outputs };
}

/** What is wrong with a file by which a step hands something on. */
export interface StepFault {
  readonly code: "WB4110" | "WB4112";
  readonly reason: string;
}

/** The failure of a job whose file of outputs, or of what else a step hands on, is none. */
export const outputFailure = (job: string, { code, reason }: StepFault, at: Location): Failure => ({
  kind: "diagnostic",
  diagnostic: diagnostic(code, { job, reason }, { at }),
});

/** Reads a file of outputs; it is not opened where nothing is declared. */
export async function findOutputs(read: ReadFile, path: string, declared: readonly string[]): Promise<FoundOutputs> {
  if (declared.length === 0) return { outputs: {} };
  const whole = await readWhole(read, path);
  return "fault" in whole ? whole : parseOutputs(whole.text, declared);
}

/** Reads a file that a step has written, up to the limit. */
export async function readWhole(
  read: ReadFile,
  path: string,
): Promise<{ readonly text: string } | { readonly fault: string }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await read(path, (chunk) => {
    size += chunk.length;
    if (size <= OUTPUT_LIMIT) chunks.push(chunk);
  });
  if (size > OUTPUT_LIMIT) return { fault: `they take ${size} bytes, and ${OUTPUT_LIMIT} are the most` };
  return { text: Buffer.concat(chunks).toString("utf8") };
}

/** The outputs that a text sets: the last of a name counts, and only names that are declared do. */
export function parseOutputs(text: string, declared: readonly string[]): FoundOutputs {
  const pairs = parsePairs(text);
  if ("fault" in pairs) return pairs;
  return { outputs: Object.fromEntries(pairs.filter(([name]) => declared.includes(name))) };
}

/**
 * Reads `name=value` lines, and values of many lines: `name<<END`, the lines, `END`. A carriage return at the end of a line is a
 * part of its value, as it is for the providers' shells and for GitHub's runner on Linux; line breaks at the end of a value are
 * not, as a shell that reads it drops them.
 */
export function parsePairs(text: string): readonly (readonly [string, string])[] | { readonly fault: string } {
  const pairs: (readonly [string, string])[] = [];
  const lines = text.replace(/\n$/, "").split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    const [, name = "", sign = "", rest = ""] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    let value = rest;
    if (sign === "<<") {
      const end = rest === "" ? -1 : lines.indexOf(rest, index + 1);
      if (end < 0) return { fault: `\`${name}\` has no line \`${rest}\` at its end` };
      value = lines
        .slice(index + 1, end)
        .join("\n")
        .replace(/\n+$/, "");
      index = end;
    }
    if (sign) pairs.push([name, value]);
  }
  return pairs;
}
