import { diagnostic } from "../../compiler/diagnostics/index.ts";
import type { Attempt, JobRequest } from "./executor.ts";

/** Where a job's steps write its outputs, below its checkout. */
export const OUTPUT_FILE = ".waybill-output";
/** The variable that names that file to them. */
export const OUTPUT_VARIABLE = "WAYBILL_OUTPUT";

/** The most that the outputs of a job may take in their file, as on the providers. Bytes. */
const OUTPUT_LIMIT = 1 << 20;

/**
 * The outputs that the steps of a job have set; a file that is not of outputs fails the job.
 *
 * @param read - Hands over the file, chunk by chunk; nothing where there is none.
 */
export async function readOutputs(
  { job, sink }: JobRequest,
  read: (take: (chunk: Uint8Array) => void) => Promise<void>,
): Promise<Attempt> {
  if (job.outputs.length === 0) return { outputs: {} };
  const chunks: Uint8Array[] = [];
  let size = 0;
  await read((chunk) => {
    size += chunk.length;
    if (size <= OUTPUT_LIMIT) chunks.push(chunk);
  });
  const found =
    size > OUTPUT_LIMIT
      ? { fault: `they take ${size} bytes, and ${OUTPUT_LIMIT} are the most` }
      : parseOutputs(Buffer.concat(chunks).toString("utf8"), job.outputs);
  if ("fault" in found) {
    const values = { job: job.id, reason: found.fault };
    return {
      failure: { kind: "diagnostic", diagnostic: diagnostic("WB4110", values, { at: job.location }) },
      outputs: {},
    };
  }
  for (const name of job.outputs) {
    if (!Object.hasOwn(found.outputs, name)) await sink.write("stderr", `Warning: the output ${name} is not set.\n`);
  }
  return found;
}

/**
 * Reads `name=value` lines, and values of many lines: `name<<END`, the lines, `END`. The last of a name counts, and only names
 * that the job declares do. A carriage return at the end of a line is a part of its value, as it is for the providers' shells
 * and for GitHub's runner on Linux; line breaks at the end of a value are not, as a shell that reads it drops them.
 */
export function parseOutputs(
  text: string,
  declared: readonly string[],
): { readonly outputs: Readonly<Record<string, string>> } | { readonly fault: string } {
  const outputs = new Map<string, string>();
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
    if (sign && declared.includes(name)) outputs.set(name, value);
  }
  return { outputs: Object.fromEntries(outputs) };
}
