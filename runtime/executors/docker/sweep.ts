import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { type EngineError, isMissing, wordsOf } from "../../engine/api.ts";
import type { Surroundings } from "./context.ts";
import { isOrphan, RUN_LABEL } from "./labels.ts";

/** A run of this machine, as far as it can be removed by its label. */
interface Removable {
  readonly engine: Docker;
  /** Whether what carries these labels is to go. */
  readonly condemned: (labels: Readonly<Record<string, string>>) => boolean;
  /** As the engine's lists take it. */
  readonly label: string;
}

interface Swept {
  readonly found: number;
  /** How many could not go yet: something that is being removed still held them. */
  readonly held: number;
}

/** Removes all that a run has made, containers first, for they hold the rest. */
async function removeLabelled({ engine, condemned, label }: Removable): Promise<Swept> {
  let held = 0;
  const removal = async (remove: () => Promise<unknown>) => {
    await remove().catch((error: unknown) => {
      if (isHeld(error)) held += 1;
      else if (!isMissing(error)) throw error;
    });
  };
  const filters = { label: [label] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listVolumes({ filters }),
  ]);
  const goes = ({ Labels }: { Labels?: Readonly<Record<string, string>> | null | undefined }) =>
    condemned(Labels ?? {});
  const doomed = {
    containers: containers.filter(goes),
    networks: networks.filter(goes),
    volumes: (volumes ?? []).filter(goes),
  };
  await Promise.all(
    doomed.containers.map(({ Id }) => removal(() => engine.getContainer(Id).remove({ force: true, v: true }))),
  );
  await Promise.all(doomed.networks.map(({ Id }) => removal(() => engine.getNetwork(Id).remove())));
  // A volume that lies over others holds them.
  const [upper, lower] = [true, false].map((over) =>
    doomed.volumes.filter(({ Name }) => Name.endsWith("-tree") === over),
  );
  for (const group of [upper, lower]) {
    await Promise.all((group ?? []).map(({ Name }) => removal(() => engine.getVolume(Name).remove())));
  }
  return { found: doomed.containers.length + doomed.networks.length + doomed.volumes.length, held };
}

// A container whose removal is under way, a volume in use, a network with endpoints.
function isHeld(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 409 || (statusCode === 403 && /active endpoints/.test(String(error)));
}

/** Sweeps until nothing is held any more, for some seconds at most. */
async function removeAll(removable: Removable): Promise<number> {
  let { found, held } = await removeLabelled(removable);
  for (let delay = 50; held > 0 && delay < 5000; delay *= 2) {
    await pause(delay);
    ({ held } = await removeLabelled(removable));
  }
  return found;
}

/**
 * Tries again what failed: once when the engine has answered, and for as long as it may be absent when it has not. An
 * engine that is shutting down answers some requests, and no longer the next.
 */
async function patiently<T>(act: () => Promise<T>, absence: number): Promise<T> {
  const until = performance.now() + absence;
  let answered = 0;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if ((error as EngineError).statusCode !== undefined) answered += 1;
      if (answered > 1 || performance.now() > until) throw error;
      await pause(250);
    }
  }
}

/**
 * Ends a run: waits for what was begun, then removes all that carries its label. An engine that is being restarted is
 * waited for.
 *
 * @throws {DiagnosticError} WB4040 when the engine does not let it, or is gone
 */
export async function removeRun(
  { engine, trees, absence }: Pick<Surroundings, "engine" | "trees" | "absence">,
  run: string,
  { busy, settled }: { readonly busy: boolean; readonly settled: () => Promise<void> },
): Promise<void> {
  const all = { engine, label: `${RUN_LABEL}=${run}`, condemned: () => true };
  const dead = { engine, label: RUN_LABEL, condemned: isOrphan };
  // Jobs that still run end when their containers go; what they make meanwhile, or still hold, goes with the second sweep.
  if (busy) await removeLabelled(all).catch(() => {});
  await settled();
  // What runs that were killed have left goes too, and is no reason for this one to fail.
  const sweep = () => Promise.all([removeAll(all), removeAll(dead).catch(() => {})]);
  try {
    await patiently(sweep, absence);
  } catch (error) {
    await trees.close(false);
    throw new DiagnosticError(diagnostic("WB4040", { run, reason: wordsOf(error) }));
  }
  await trees.close(true);
}

/**
 * Removes what runs have left whose process is gone.
 *
 * @returns how many containers, networks and volumes
 */
export function reap(engine: Docker): Promise<number> {
  return removeAll({ engine, label: RUN_LABEL, condemned: isOrphan });
}
