import { isDeepStrictEqual } from "node:util";
import type { Config, Endpoint, HostConfig, Inspection } from "./inspection.ts";
import { mountsOf } from "./mounts.ts";
import { isAddressed, type Membership, membershipsOf } from "./networks.ts";

/** How to create a container that differs from another by its image only. */
export interface Clone {
  /** Body of `POST /containers/create`. */
  readonly create: Readonly<Record<string, unknown>>;
  /** Networks to connect it to before it starts: creating takes one only. */
  readonly connect: readonly Membership[];
}

export interface CloneSettings {
  /** What the image of the old container is made with. */
  readonly image: Config;
  /** The image of the new one. */
  readonly reference: string;
  /** ID of a container that has the volumes of the old one. */
  readonly holder: string;
  /** The new one has the aliases of the old one from the beginning. */
  readonly aliased: boolean;
}

/** Settings that a container takes from its image unless it was given its own. */
const INHERITED = ["User", "WorkingDir", "StopSignal", "Shell"] as const;

/**
 * The way to create a container like `old` from another image. What `old` only had from its own image is left out, so
 * that the new image's settings take its place.
 */
export function cloneOf(old: Inspection, { image, reference, holder, aliased }: CloneSettings): Clone {
  const memberships = membershipsOf(old);
  const first = memberships.find(({ primary }) => primary);
  return {
    create: {
      ...configOf(old, image),
      Image: reference,
      HostConfig: hostConfigOf(old, holder),
      ...(first && { NetworkingConfig: { EndpointsConfig: { [first.name]: endpointOf(first, aliased) } } }),
    },
    connect: memberships.filter(({ primary }) => !primary),
  };
}

/** The settings of an endpoint, as the engine takes them. */
export function endpointOf({ endpoint, aliases }: Membership, aliased: boolean): Endpoint {
  return { ...endpoint, Aliases: aliased ? aliases : [] };
}

/** True when two containers of these settings cannot run at the same time. */
export function excludesItself(container: Inspection): boolean {
  const { HostConfig: host } = container;
  const fixed = Object.values(host.PortBindings ?? {}).some((list) =>
    list?.some(({ HostPort }) => HostPort !== "" && HostPort !== "0"),
  );
  const shared = host.NetworkMode === "host" || host.NetworkMode.startsWith("container:");
  return fixed || shared || isAddressed(container);
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
  // An interval of its own is kept, and the command that it runs comes from the new image.
  const check = without(config.Healthcheck, image.Healthcheck);
  if (Object.keys(check).length > 0) kept.Healthcheck = check;
  else delete kept.Healthcheck;
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
  settings: Readonly<Record<string, T>> | null | undefined,
  inherited: Readonly<Record<string, T>> | null | undefined,
): Readonly<Record<string, T>> {
  const entries = Object.entries(settings ?? {});
  return Object.fromEntries(entries.filter(([name, value]) => !isDeepStrictEqual(inherited?.[name], value)));
}

function hostConfigOf(old: Inspection, holder: string): HostConfig {
  const { HostConfig: host } = old;
  const links = host.Links?.map((link) => {
    // The engine tells `/database:/shop/db`, and takes `database:db`.
    const [from = "", alias = ""] = link.split(":");
    return `${from.replace(/^\//, "")}:${alias.slice(alias.lastIndexOf("/") + 1)}`;
  });
  return { ...host, ContainerIDFile: "", ...mountsOf(old, holder), ...(links && { Links: links }) };
}
