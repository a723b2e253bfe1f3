import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import type { HeldJobs } from "./held-jobs.ts";
import { receive, send, type TerminalMessage } from "./messages.ts";
import { stateFile } from "./places.ts";
import { debugSession } from "./session.ts";

/** A run that others can look into. */
export interface Served {
  close(): Promise<void>;
}

/**
 * Lets `waybill shell` of the same user reach the jobs of a run that hold, through a socket in a folder that nobody else can
 * enter. A file beside the journals names the socket.
 *
 * @param folder - Folder of the journals.
 */
export async function serveHeldJobs(folder: string, run: string, jobs: HeldJobs): Promise<Served> {
  // The path of a socket has room for about a hundred characters.
  const place = await mkdtemp(join(tmpdir(), "waybill-"));
  const address = platform() === "win32" ? `\\\\.\\pipe\\waybill-${run}` : join(place, "run");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    attend(socket, jobs);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(address, resolve);
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(stateFile(folder, run), JSON.stringify({ version: 1, run, address }), { mode: 0o600 });
  return {
    async close() {
      await rm(stateFile(folder, run), { force: true });
      for (const socket of sockets) socket.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(place, { recursive: true, force: true });
    },
  };
}

function attend(socket: Socket, jobs: HeldJobs): void {
  const input = new PassThrough();
  const resized = new Set<() => void>();
  let terminal: TerminalMessage = { columns: 80, rows: 24, kind: "dumb" };
  socket.once("close", () => input.end());
  receive(socket, (message) => {
    if (message.type === "data") input.write(message.text);
    if (message.type === "resize") {
      terminal = message;
      for (const take of resized) take();
    }
    if (message.type !== "open") return;
    terminal = message.terminal;
    const taken = jobs.take(message.job);
    if (!taken) {
      send(socket, { type: "refused", held: jobs.list() });
      return void socket.end();
    }
    const output = Object.assign(
      new Writable({
        decodeStrings: false,
        write(chunk, _encoding, done) {
          if (!socket.writableEnded) send(socket, { type: "data", text: String(chunk) });
          done();
        },
      }),
      { columns: terminal.columns, rows: terminal.rows },
    );
    const console = {
      ...{ input, output, color: message.color, kind: terminal.kind },
      size: () => terminal,
      onResize(take: () => void) {
        resized.add(take);
        return () => void resized.delete(take);
      },
      // The other end passes on each key.
      raw() {},
    };
    debugSession(taken.held, console, "shell").then(
      (decision) => {
        if (decision) taken.decide(decision);
        else taken.giveBack();
        socket.end();
      },
      () => taken.giveBack(),
    );
  });
}
