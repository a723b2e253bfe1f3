import type Docker from "dockerode";
import type { DeliverySink } from "../../values/image.ts";

/** Shows the last lines that a container wrote, before it is removed. */
export async function showLog(engine: Docker, id: string, tty: boolean, sink: DeliverySink): Promise<void> {
  const answer = await engine.getContainer(id).logs({ stdout: true, stderr: true, tail: 20, follow: false });
  const text = tty ? answer.toString("utf8") : frames(answer).toString("utf8");
  for (const line of text.trimEnd().split("\n")) if (line.trim()) sink.line("stderr", `  ${line.trimEnd()}`);
}

/** Without a terminal each piece has a header of eight bytes, the last four of which are its length. */
function frames(answer: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= answer.length; ) {
    const end = at + 8 + answer.readUInt32BE(at + 4);
    pieces.push(answer.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces);
}
