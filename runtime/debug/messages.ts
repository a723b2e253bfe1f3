import type { Duplex } from "node:stream";

/** What the two ends of a connection to a run tell each other, one JSON text a line. */
export type Message =
  /** From the person's side, first of all. */
  | { readonly type: "open"; readonly job?: string; readonly terminal: TerminalMessage; readonly color: boolean }
  | { readonly type: "data"; readonly text: string }
  | ({ readonly type: "resize" } & TerminalMessage)
  /** From the run: which jobs hold, where the one that was named does not. */
  | { readonly type: "refused"; readonly held: readonly { readonly job: string; readonly taken: boolean }[] };

export interface TerminalMessage {
  readonly columns: number;
  readonly rows: number;
  readonly kind: string;
}

/** No line of a person or a shell is longer. Characters. */
const LONGEST = 1 << 20;

export const send = (socket: Duplex, message: Message): void => void socket.write(`${JSON.stringify(message)}\n`);

/** Takes messages as they come; what is none ends the connection. */
export function receive(socket: Duplex, take: (message: Message) => void): void {
  const decoder = new TextDecoder();
  let rest = "";
  socket.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST) return void socket.destroy();
    try {
      for (const line of lines) take(JSON.parse(line) as Message);
    } catch {
      socket.destroy();
    }
  });
}
