import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import { isMissing } from "../../engine/api.ts";

export interface Volume {
  readonly name: string;
  /** Where the engine's machine has it. */
  readonly path: string;
  /** Those of its driver that the engine has taken; some take none, and report no error. */
  readonly options: Readonly<Record<string, string>>;
}

export interface VolumeRequest {
  readonly labels: Readonly<Record<string, string>>;
  /** Default: a name that nothing else has. */
  readonly name?: string;
  /** Options of the engine's `local` driver. Default: a plain folder. */
  readonly options?: Readonly<Record<string, string>>;
}

interface VolumeAnswer {
  readonly Name: string;
  readonly Mountpoint: string;
  readonly Options?: Readonly<Record<string, string>> | null;
}

export async function createVolume(engine: Docker, { labels, name, options }: VolumeRequest): Promise<Volume> {
  const body = {
    Name: name ?? `waybill-${randomBytes(12).toString("hex")}`,
    Labels: labels,
    ...(options && { Driver: "local", DriverOpts: options }),
  };
  // The client's own method keeps the answer, and with it the path, to itself.
  const answer = await new Promise<VolumeAnswer>((resolve, reject) => {
    const statusCodes = { 200: true, 201: true, 500: "server error" };
    const modem = engine.modem as { dial(options: object, done: (error: unknown, answer: never) => void): void };
    modem.dial({ path: "/volumes/create?", method: "POST", options: body, statusCodes }, (error, data) =>
      error ? reject(error) : resolve(data),
    );
  });
  return { name: answer.Name, path: answer.Mountpoint, options: answer.Options ?? {} };
}

export async function removeVolume(engine: Docker, name: string): Promise<void> {
  await engine
    .getVolume(name)
    .remove()
    .catch((error) => {
      if (!isMissing(error)) throw error;
    });
}
