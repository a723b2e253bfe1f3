import type Docker from "dockerode";
import type { EngineError } from "../../engine/api.ts";
import { holderFrom, holderLabels, type LockPlace } from "../lock.ts";
import { find } from "./inspection.ts";

/** A lock as a container that is never started: its name is unique on the engine. */
export function containerLock(engine: Docker, container: string, image: string): LockPlace {
  const name = `${container}-waybill-lock`;
  return {
    async make(holder) {
      try {
        const made = await engine.createContainer({
          name,
          Image: image,
          Cmd: ["lock"],
          Labels: holderLabels(holder),
          HostConfig: { NetworkMode: "none" },
        });
        return made.id;
      } catch (error) {
        if ((error as EngineError).statusCode === 409) return undefined;
        throw error;
      }
    },
    async read() {
      const found = await find(engine, name);
      return found && { id: found.Id, holder: holderFrom(found.Config.Labels ?? {}) };
    },
    async remove(id) {
      await engine.getContainer(id).remove({ force: true, v: true });
    },
  };
}
