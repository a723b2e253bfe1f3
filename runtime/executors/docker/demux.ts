/** Takes the bytes of a multiplexed stream apart. Payloads come as they arrive, whole frames or parts of one. */
export type FrameReader = (chunk: Buffer) => void;

type Stream = "stdout" | "stderr";

/**
 * Reads what the engine sends for a container without a terminal: a header of 8 bytes (the stream's number, three zeros,
 * the length as a big-endian number) before each payload. See the Engine API, `ContainerAttach`, "Stream format".
 *
 * @throws {Error} on bytes that are no such stream
 */
export function frameReader(take: (stream: Stream, payload: Buffer) => void): FrameReader {
  const header = Buffer.alloc(8);
  let filled = 0;
  let left = 0;
  let stream: Stream = "stdout";

  const begin = (bytes: Buffer, at: number) => {
    const number = bytes[at] as number;
    if (number > 2) throw new Error(`the engine sent a stream of an unknown kind (${number})`);
    stream = number === 2 ? "stderr" : "stdout";
    left = bytes.readUInt32BE(at + 4);
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const end = Math.min(at + left, chunk.length);
        left -= end - at;
        take(stream, at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end));
        at = end;
      } else if (filled === 0 && chunk.length - at >= 8) {
        begin(chunk, at);
        at += 8;
      } else {
        const part = Math.min(8 - filled, chunk.length - at);
        chunk.copy(header, filled, at, at + part);
        filled += part;
        at += part;
        if (filled === 8) {
          filled = 0;
          begin(header, 0);
        }
      }
    }
  };
}
