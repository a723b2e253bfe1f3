/** Finds marks in a stream of bytes, and passes on what is between them. */
export interface MarkReader {
  write(bytes: Buffer): void;
  /** Passes on what was held back, at the end of the stream. */
  end(): void;
}

const LINE_BREAK = 10;
/** A mark's number has no more digits than this, and a line break after it. */
const TAIL = 12;

/** What a mark begins with. The zero byte makes it rare, so that looking for it costs nothing. */
export function markPrefix(nonce: string): string {
  return `\0waybill-${nonce} `;
}

/**
 * Reads the marks that the waiting shell prints between steps: the prefix, a number, a line break.
 *
 * @param nonce - Unknown to the steps, so that none of them prints a mark by chance.
 */
export function markReader(
  nonce: string,
  take: { readonly bytes: (bytes: Buffer) => void; readonly mark: (code: number) => void },
): MarkReader {
  const prefix = Buffer.from(markPrefix(nonce));
  let held: Buffer | undefined;

  const write = (chunk: Buffer) => {
    const bytes = held ? Buffer.concat([held, chunk]) : chunk;
    held = undefined;
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(prefix, from);
      if (at === -1) break;
      const end = bytes.indexOf(LINE_BREAK, at + prefix.length);
      if (end === -1 && bytes.length - at < prefix.length + TAIL) {
        if (at > from) take.bytes(bytes.subarray(from, at));
        held = bytes.subarray(at);
        return;
      }
      if (at > from) take.bytes(bytes.subarray(from, at));
      take.mark(Number(bytes.toString("latin1", at + prefix.length, end)));
      from = end + 1;
    }
    const start = beginning(bytes, from, prefix);
    if (start > from) take.bytes(from === 0 && start === bytes.length ? bytes : bytes.subarray(from, start));
    if (start < bytes.length) held = bytes.subarray(start);
  };
  return {
    write,
    end() {
      if (held) take.bytes(held);
      held = undefined;
    },
  };
}

/** Where a prefix that the bytes end in the middle of begins; their length where there is none. */
function beginning(bytes: Buffer, from: number, prefix: Buffer): number {
  const zero = bytes.lastIndexOf(0);
  if (zero < Math.max(from, bytes.length - prefix.length)) return bytes.length;
  return prefix.subarray(0, bytes.length - zero).equals(bytes.subarray(zero)) ? zero : bytes.length;
}
