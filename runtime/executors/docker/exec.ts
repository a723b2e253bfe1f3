import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import { frameReader } from "./demux.ts";

export interface Executed {
  /** 126 or 127 where the program cannot be started. */
  readonly exitCode: number;
  /** What it wrote to its standard output. */
  readonly output: string;
}

/**
 * Runs a program beside the process of a container that runs, and waits for its end.
 *
 * @param user - Default: that of the container.
 */
export async function execIn(
  engine: Docker,
  container: Docker.Container,
  argv: readonly string[],
  user?: string,
): Promise<Executed> {
  const as = user === undefined ? {} : { User: user };
  const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true, ...as });
  const socket = (await exec.start({ hijack: true, stdin: false })) as unknown as Duplex;
  const parts: Buffer[] = [];
  const frames = frameReader((stream, payload) => {
    if (stream === "stdout") parts.push(Buffer.from(payload));
  });
  for await (const chunk of socket) frames(chunk as Buffer);
  const { ExitCode } = await engine.getExec(exec.id).inspect();
  return { exitCode: ExitCode ?? 126, output: Buffer.concat(parts).toString("utf8") };
}
