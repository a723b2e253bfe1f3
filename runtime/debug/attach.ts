import { connect, type Socket } from "node:net";
import type { DebugConsole } from "./console.ts";
import { type Message, receive, send } from "./messages.ts";

/** How an attempt to enter a job has ended. */
export type Attached =
  | { readonly kind: "left" }
  /** The run is gone. */
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly held: readonly { readonly job: string; readonly taken: boolean }[] };

/** Connects a terminal to a job of a run that holds, until the person leaves it or has decided. */
export async function attach(address: string, job: string | undefined, terminal: DebugConsole): Promise<Attached> {
  const socket = await reach(address);
  if (!socket) return { kind: "gone" };
  const now = () => ({ ...terminal.size(), kind: terminal.kind });
  const typed = (chunk: Buffer) => send(socket, { type: "data", text: chunk.toString() });
  let refused: Extract<Message, { type: "refused" }> | undefined;
  const unwatch = terminal.onResize(() => send(socket, { type: "resize", ...now() }));
  terminal.raw(true);
  try {
    const ended = new Promise<void>((resolve) => {
      socket.once("close", () => resolve());
      socket.on("error", () => socket.destroy());
    });
    receive(socket, (message) => {
      if (message.type === "data") terminal.output.write(message.text);
      if (message.type === "refused") refused = message;
    });
    send(socket, { type: "open", ...(job !== undefined && { job }), terminal: now(), color: terminal.color });
    terminal.input.on("data", typed);
    terminal.input.resume();
    await ended;
    return refused ? { kind: "refused", held: refused.held } : { kind: "left" };
  } finally {
    terminal.input.off("data", typed).pause();
    unwatch();
    terminal.raw(false);
  }
}

function reach(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}
