import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import { isMissing } from "../../delivery/engine/dial.ts";

export interface Volume {
  readonly name: string;
  /** Where the engine's machine has it. */
  readonly path: string;
}

export async function createVolume(engine: Docker, labels: Readonly<Record<string, string>>): Promise<Volume> {
  // The client's own method keeps the answer, and with it the path, to itself.
  const answer = await new Promise<{ Name: string; Mountpoint: string }>((resolve, reject) => {
    const options = { Name: `waybill-${randomBytes(12).toString("hex")}`, Labels: labels };
    const statusCodes = { 200: true, 201: true, 500: "server error" };
    const modem = engine.modem as { dial(options: object, done: (error: unknown, answer: never) => void): void };
    modem.dial({ path: "/volumes/create?", method: "POST", options, statusCodes }, (error, data) =>
      error ? reject(error) : resolve(data),
    );
  });
  return { name: answer.Name, path: answer.Mountpoint };
}

export async function removeVolume(engine: Docker, name: string): Promise<void> {
  await engine
    .getVolume(name)
    .remove()
    .catch((error) => {
      if (!isMissing(error)) throw error;
    });
}
