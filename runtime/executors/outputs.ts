/** Where a job's steps write its outputs, below its checkout. */
export const OUTPUT_FILE = ".waybill-output";
/** The variable that names that file to them. */
export const OUTPUT_VARIABLE = "WAYBILL_OUTPUT";

/** No job has more to say in outputs; what is beyond is not read. Bytes. */
export const OUTPUT_LIMIT = 1 << 20;

/**
 * Reads `name=value` lines: the last of a name counts, and only names that the job declares do. A carriage return at the end
 * of a line is a part of its value, as it is for the providers' shells and for GitHub's runner on Linux.
 */
export function parseOutputs(text: string, declared: readonly string[]): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const equals = line.indexOf("=");
    const name = line.slice(0, equals);
    if (equals > 0 && declared.includes(name)) outputs[name] = line.slice(equals + 1);
  }
  return outputs;
}
