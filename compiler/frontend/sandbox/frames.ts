/** A message for a pipe: its length in bytes (32 bits, little endian), and JSON. */
export function encode(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** Takes what arrives, however it is cut, and gives the messages that are complete. */
export function decoder(): (chunk: Buffer) => readonly unknown[] {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 4;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    const messages: unknown[] = [];
    while (size >= wanted) {
      const bytes = Buffer.concat(chunks, size);
      const end = bytes.readUInt32LE() + 4;
      chunks = [bytes];
      wanted = end;
      if (size < end) continue;
      messages.push(JSON.parse(bytes.toString("utf8", 4, end)));
      chunks = [bytes.subarray(end)];
      size -= end;
      wanted = 4;
    }
    return messages;
  };
}
