import type { HostConfig, Inspection, Mount } from "./inspection.ts";

/**
 * The mounts of a container, as settings of another one. Those that the settings do not name are taken over from `holder`, a
 * container that has them: volumes without a name, which hold data all the same and stay without one, and what another container
 * has lent (`--volumes-from`), which may be gone by now.
 */
export function mountsOf({ HostConfig: host, Mounts }: Inspection, holder: string): Partial<HostConfig> {
  const mounts = host.Mounts?.filter(({ Type, Source }) => Type !== "volume" || Source);
  const named = new Set([
    ...(host.Binds ?? []).map((bind) => bind.split(":")[1]),
    ...(mounts ?? []).map((mount) => mount.Target),
    ...Object.keys(host.Tmpfs ?? {}),
  ]);
  const unnamed = Mounts.some((mount) => isKept(mount) && !named.has(mount.Destination));
  return { ...(mounts && { Mounts: mounts }), VolumesFrom: unnamed ? [holder] : [] };
}

const isKept = ({ Type }: Mount) => Type === "volume" || Type === "bind";

/** Where the named volumes of a container are that it may write to. */
export function writtenVolumes({ Mounts }: Inspection): readonly string[] {
  return Mounts.filter(({ Type, RW }) => Type === "volume" && RW).map(({ Name = "", Destination }) => {
    return /^[0-9a-f]{64}$/.test(Name) ? Destination : Name;
  });
}
