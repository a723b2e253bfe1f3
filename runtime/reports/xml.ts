/** Why a report says nothing, in words for people. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}

/** What a reader of one kind of report does with it. Depth 0 is the root. */
export interface Visitor {
  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Bytes; beyond them nobody has written a report. */
export const LARGEST = 64 * 2 ** 20;
/** Elements inside of each other. */
const DEEPEST = 100;
/** Characters of one attribute: the message of a failed test is one, and can be long. */
const LONGEST = 2 ** 20;

/**
 * Reads XML as it comes, without keeping it. Entities that a document declares are not known here, and make it a broken one: none
 * can grow.
 *
 * @throws {ReportError} when it is broken, too large, or too deep
 */
export async function readXml(content: AsyncIterable<Uint8Array>, visitor: Visitor): Promise<void> {
  // Loaded by whoever has a report.
  const { default: sax } = await import("sax");
  (sax as unknown as { MAX_BUFFER_LENGTH: number }).MAX_BUFFER_LENGTH = LONGEST;
  const parser = sax.parser(true);
  let depth = 0;
  let broken: Error | undefined;
  parser.onerror = (error) => {
    broken ??= error;
  };
  parser.onopentag = ({ name, attributes }) => {
    if (depth >= DEEPEST) broken ??= new Error(`its elements are more than ${DEEPEST} deep`);
    if (!broken) visitor.open(name, attributes as Readonly<Record<string, string>>, depth);
    depth += 1;
  };
  parser.onclosetag = (name) => {
    depth -= 1;
    if (!broken) visitor.close?.(name);
  };
  parser.ontext = (text) => visitor.text?.(text);
  parser.oncdata = (text) => visitor.text?.(text);

  const decoder = new TextDecoder();
  let size = 0;
  const write = (act: () => unknown) => {
    act();
    if (broken) throw new ReportError(broken.message.split("\n", 1)[0]);
  };
  for await (const chunk of content) {
    size += chunk.length;
    if (size > LARGEST) throw new ReportError(`it is larger than ${LARGEST / 2 ** 20} MiB`);
    write(() => parser.write(decoder.decode(chunk, { stream: true })));
  }
  write(() => parser.write(decoder.decode()).close());
}
