import { isDeepStrictEqual } from "node:util";
import type { Config, Endpoint, HostConfig, Inspection, Mount } from "./inspection.ts";

/** How to create a container that differs from another by its image only. */
export interface Clone {
  /** Body of `POST /containers/create`. */
  readonly create: Readonly<Record<string, unknown>>;
  /** Networks to connect it to before it starts: creating takes one only. */
  readonly connect: Readonly<Record<string, Endpoint>>;
}

/** Settings that a container takes from its image unless it was given its own. */
const INHERITED = ["User", "WorkingDir", "StopSignal", "Shell", "Healthcheck"] as const;

/**
 * The way to create a container like `old` from another image. What `old` only had from its own image is left out, so
 * that the new image's settings take its place.
 */
export function cloneOf(old: Inspection, oldImage: Config, reference: string): Clone {
  const { NetworkMode: mode } = old.HostConfig;
  const networks = Object.entries(old.NetworkSettings.Networks).map(([name, endpoint]) => {
    return [name, endpointOf(endpoint, old.Id)] as const;
  });
  // The default bridge takes no settings, and the engine connects to it by itself.
  const own = networks.filter(([name]) => name !== "bridge" && name !== "host" && name !== "none");
  const first = own.find(([name]) => name === mode);
  return {
    create: {
      ...configOf(old, oldImage),
      Image: reference,
      HostConfig: hostConfigOf(old),
      ...(first && { NetworkingConfig: { EndpointsConfig: { [first[0]]: first[1] } } }),
    },
    connect: Object.fromEntries(own.filter(([name]) => name !== mode && !mode.startsWith("container:"))),
  };
}

/** True when two containers of these settings cannot run at the same time. */
export function excludesItself({ HostConfig: host, Config: config, NetworkSettings }: Inspection): boolean {
  const fixed = Object.values(host.PortBindings ?? {}).some((list) =>
    list?.some(({ HostPort }) => HostPort !== "" && HostPort !== "0"),
  );
  const addressed = Object.values(NetworkSettings.Networks).some(
    ({ IPAMConfig: own }) => own?.IPv4Address || own?.IPv6Address,
  );
  const shared = host.NetworkMode === "host" || host.NetworkMode.startsWith("container:");
  return fixed || addressed || shared || Boolean(config.MacAddress);
}

function configOf(
  { Id, Config: config, HostConfig: host }: Inspection,
  image: Config,
): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = { ...config };
  for (const name of INHERITED) if (isDeepStrictEqual(config[name], image[name])) delete kept[name];
  delete kept.OnBuild;
  kept.Env = (config.Env ?? []).filter((entry) => !image.Env?.includes(entry));
  kept.Labels = without(config.Labels, image.Labels);
  // A port that is published must be exposed, whether or not the new image says so.
  const published = Object.keys(host.PortBindings ?? {}).map((port) => [port, {}]);
  kept.ExposedPorts = { ...without(config.ExposedPorts, image.ExposedPorts), ...Object.fromEntries(published) };
  kept.Volumes = without(config.Volumes, image.Volumes);
  if (isDeepStrictEqual(config.Entrypoint ?? null, image.Entrypoint ?? null)) {
    delete kept.Entrypoint;
    // A command of the container's own entry point is its own, even where the image has the same.
    if (isDeepStrictEqual(config.Cmd ?? null, image.Cmd ?? null)) delete kept.Cmd;
  }
  const named = config.Hostname && !Id.startsWith(config.Hostname);
  const shared = host.NetworkMode === "host" || host.NetworkMode.startsWith("container:");
  if (!named || shared) delete kept.Hostname;
  return kept;
}

function without<T>(
  own: Readonly<Record<string, T>> | null | undefined,
  inherited: Readonly<Record<string, T>> | null | undefined,
): Readonly<Record<string, T>> {
  const entries = Object.entries(own ?? {});
  return Object.fromEntries(entries.filter(([name, value]) => !isDeepStrictEqual(inherited?.[name], value)));
}

function hostConfigOf({ HostConfig: host, Mounts }: Inspection): HostConfig {
  const links = host.Links?.map((link) => {
    // The engine tells `/database:/shop/db`, and takes `database:db`.
    const [from = "", alias = ""] = link.split(":");
    return `${from.replace(/^\//, "")}:${alias.slice(alias.lastIndexOf("/") + 1)}`;
  });
  const mounts = host.Mounts?.map((mount) => {
    const volume = Mounts.find(({ Type, Destination }) => Type === "volume" && Destination === mount.Target)?.Name;
    // A volume that nobody has named holds data all the same.
    return mount.Type === "volume" && !mount.Source && volume ? { ...mount, Source: volume } : mount;
  });
  return {
    ...host,
    ContainerIDFile: "",
    ...(mounts && { Mounts: mounts }),
    Binds: [...(host.Binds ?? []), ...unnamedMounts(host, Mounts)],
    VolumesFrom: [],
    ...(links && { Links: links }),
  };
}

/**
 * Mounts that the settings do not name, as binds: volumes without a name of the user's own, which hold data all the same, and
 * what another container has lent (`--volumes-from`), which may be gone by now.
 */
function unnamedMounts(host: HostConfig, mounts: readonly Mount[]): readonly string[] {
  const named = new Set([
    ...(host.Binds ?? []).map((bind) => bind.split(":")[1]),
    ...(host.Mounts ?? []).map((mount) => mount.Target),
    ...Object.keys(host.Tmpfs ?? {}),
  ]);
  return mounts
    .filter(({ Type, Destination }) => (Type === "volume" || Type === "bind") && !named.has(Destination))
    .map(({ Type, Name, Source, Destination, RW }) => {
      return `${Type === "bind" ? Source : Name}:${Destination}${RW ? "" : ":ro"}`;
    });
}

function endpointOf({ Aliases, IPAMConfig, Links, DriverOpts }: Endpoint, id: string): Endpoint {
  return {
    Aliases: (Aliases ?? []).filter((alias) => !id.startsWith(alias)),
    ...(IPAMConfig && { IPAMConfig }),
    ...(Links && { Links }),
    ...(DriverOpts && { DriverOpts }),
  };
}
