import { isGone, ownerOf } from "../../store/owner.ts";

/** Carried by every container, network and volume that a run makes; its value is the run's id. */
export const RUN_LABEL = "dev.waybill.run";
const OWNER_LABEL = "dev.waybill.owner";

/** The labels of a run: whose it is, and which process will remove it. */
export function labelsOf(run: string): Readonly<Record<string, string>> {
  return { [RUN_LABEL]: run, [OWNER_LABEL]: ownerOf() };
}

/** Whether the process that made something is known to be gone. */
export function isOrphan(labels: Readonly<Record<string, string>>): boolean {
  const owner = labels[OWNER_LABEL];
  return owner !== undefined && isGone(owner);
}
