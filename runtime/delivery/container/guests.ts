import type Docker from "dockerode";
import { defined } from "../../../compiler/graph/model/defined.ts";
import { find, type Inspection } from "./inspection.ts";

/** A container that cannot do without another one, and for what. */
export interface Guest {
  readonly name: string;
  /** The service that it is of, in a compose project. */
  readonly service?: string;
  /** As people call it: `its network`. */
  readonly uses: string;
}

const SERVICE = "com.docker.compose.service";

/** The names that a deploy gives to containers for a while; one that was interrupted has left them. */
const TEMPORARY = /-waybill-(next|previous)$/;

/** The name of a container, whatever an interrupted deploy has made of it. */
export const settledName = (name: string) => name.replace(/^\//, "").replace(TEMPORARY, "");

/**
 * The containers that use something of one of these: its network, its processes, its shared memory, its volumes, or its address
 * by `--link`. They keep the old container's when it is replaced, or lose it.
 */
export async function guestsOf(engine: Docker, hosts: readonly Inspection[]): Promise<readonly Guest[]> {
  const all = await engine.listContainers({ all: true });
  const replaced = new Set(hosts.map(({ Name }) => settledName(Name)));
  const strangers = all.filter(({ Names }) => !Names.some((name) => replaced.has(settledName(name))));
  const others = await Promise.all(strangers.map(({ Id }) => find(engine, Id)));
  return others.flatMap((other) => {
    const uses = other && hosts.map((host) => used(other, host)).find((use) => use !== undefined);
    const service = other?.Config.Labels?.[SERVICE];
    return other && uses !== undefined ? [{ name: other.Name.slice(1), uses, ...defined({ service }) }] : [];
  });
}

function used({ HostConfig: settings }: Inspection, host: Inspection): string | undefined {
  const isHost = (reference: string) =>
    reference !== "" && (reference === host.Name.slice(1) || (reference.length >= 12 && host.Id.startsWith(reference)));
  const joins = (mode: unknown) =>
    typeof mode === "string" && mode.startsWith("container:") && isHost(mode.slice("container:".length));
  if (joins(settings.NetworkMode)) return "its network";
  if (joins(settings.PidMode)) return "its processes (`--pid`)";
  if (joins(settings.IpcMode)) return "its shared memory (`--ipc`)";
  // `/database:/shop/db`: the one that is linked, and the name that it has in the other.
  if (settings.Links?.some((link) => isHost((link.split(":")[0] ?? "").replace(/^\//, ""))))
    return "its address (`--link`)";
  if (settings.VolumesFrom?.some((from) => isHost(from.replace(/:(ro|rw|z|Z|,)*$/, "")))) {
    return "its volumes (`--volumes-from`)";
  }
  return undefined;
}
