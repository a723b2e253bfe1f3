import { connect } from "node:net";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { BuildRequest } from "../contract.ts";

/** A piece of what the builder and the agent say to each other. */
export interface Piece {
  readonly data: Buffer;
}

/**
 * Joins one of the builder's connections to the user's SSH agent. The key never leaves the agent: it only signs.
 */
export function forwardAgent(path: string, call: ServerDuplexStream<Piece, Piece>): void {
  const agent = connect(path);
  call.on("data", ({ data }: Piece) => agent.write(data));
  call.on("end", () => agent.end());
  call.on("cancelled", () => agent.destroy());
  agent.on("data", (data: Buffer) => call.write({ data }));
  agent.on("close", () => call.end());
  // The step that uses the agent tells of it: its connection has ended.
  agent.on("error", () => {});
}

/** @throws {DiagnosticError} WB5061 when there is no agent that answers */
export async function checkAgent({ job, agent }: BuildRequest): Promise<void> {
  const reason = agent === undefined ? "SSH_AUTH_SOCK is not set" : await troubleAt(agent);
  if (reason) throw new DiagnosticError(diagnostic("WB5061", { job: job.id, reason }, { at: job.location }));
}

function troubleAt(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on("error", (error) => resolve(error.message));
  });
}
