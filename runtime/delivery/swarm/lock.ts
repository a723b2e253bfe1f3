import type Docker from "dockerode";
import type { EngineError } from "../../engine/api.ts";
import { holderFrom, holderLabels, type LockPlace } from "../lock.ts";

/** A lock as a config of the Swarm: its name is unique among all managers. */
export function swarmLock(engine: Docker, service: string): LockPlace {
  const name = `waybill-lock-${service}`.slice(0, 64);
  return {
    async make(holder) {
      try {
        const data = Buffer.from(holder.run).toString("base64");
        const made = (await engine.createConfig({
          Name: name,
          Labels: holderLabels(holder),
          Data: data,
        })) as Docker.Config;
        return made.id as string;
      } catch (error) {
        if ((error as EngineError).statusCode === 409) return undefined;
        throw error;
      }
    },
    async read() {
      const found = (await engine.listConfigs({ filters: { name: [name] } })).find((one) => one.Spec?.Name === name);
      return found && { id: found.ID, holder: holderFrom(found.Spec?.Labels) };
    },
    async remove(id) {
      await engine.getConfig(id).remove();
    },
  };
}
