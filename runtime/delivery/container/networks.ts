import type Docker from "dockerode";
import { type Endpoint, find, type Inspection } from "./inspection.ts";

/** What the engine fills in itself, and a request must not hold. */
const ASSIGNED = [
  ...["NetworkID", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen", "IPv6Gateway"],
  ...["GlobalIPv6Address", "GlobalIPv6PrefixLen", "MacAddress", "DNSNames", "Aliases"],
];

/** A network that a container was given. */
export interface Membership {
  readonly name: string;
  /** ID, where the engine tells it, else the name: two networks may have the same name. */
  readonly network: string;
  /** Settings without aliases. */
  readonly endpoint: Endpoint;
  readonly aliases: readonly string[];
  /** The network that the container is created in. */
  readonly primary: boolean;
  /** Containers find each other by name there: not in the default bridge, which takes no settings either. */
  readonly named: boolean;
}

/** The networks that a container was given, with the settings it was given there. */
export function membershipsOf({ Id, HostConfig, NetworkSettings }: Inspection): readonly Membership[] {
  const { NetworkMode: mode } = HostConfig;
  if (mode.startsWith("container:")) return [];
  // The engine connects to the default bridge by itself, where that is the mode.
  const implied = ["host", "none", ...(mode === "default" || mode === "bridge" ? ["bridge"] : [])];
  return Object.entries(NetworkSettings.Networks)
    .filter(([name]) => !implied.includes(name))
    .map(([name, endpoint]) => ({
      name,
      network: endpoint.NetworkID || name,
      endpoint: name === "bridge" ? {} : settingsOf(endpoint),
      aliases: (endpoint.Aliases ?? []).filter((alias) => !Id.startsWith(alias)),
      // The engine keeps the mode as it was given: a name, an ID or the beginning of one.
      primary: name === mode || (/^[0-9a-f]{12,}$/.test(mode) && (endpoint.NetworkID ?? "").startsWith(mode)),
      named: name !== "bridge",
    }));
}

/** True when a container has an address of its own in a network, which no other can have at the same time. */
export function isAddressed({ Config: config, NetworkSettings }: Inspection): boolean {
  const endpoints = Object.values(NetworkSettings.Networks);
  const fixed = endpoints.some(
    (endpoint) =>
      endpoint.IPAMConfig?.IPv4Address || endpoint.IPAMConfig?.IPv6Address || chosenMac(endpoint) !== undefined,
  );
  return fixed || Boolean(config.MacAddress);
}

export interface Reconnection {
  readonly id: string;
  aliasesIn(membership: Membership): readonly string[];
  /** New name of the container; absent: it keeps its own. */
  readonly name?: string;
}

/**
 * Connects a container to its networks again with other aliases, and under another name. An engine has no other way to change
 * aliases, and one that manages a Swarm goes on resolving the name that a container had when it was connected. The first free
 * address of a network is the one that was left a moment ago, so connections survive.
 *
 * @returns whether others find it by name in any network
 */
export async function reconnect(engine: Docker, { id, aliasesIn, name }: Reconnection): Promise<boolean> {
  const container = await find(engine, id);
  if (!container) throw new Error("the container was removed");
  const memberships = membershipsOf(container).filter(({ named }) => named);
  const moves = container.State.Running && !container.State.Restarting;
  const changed = name === undefined || moves ? memberships : [];
  for (const { network } of changed) await engine.getNetwork(network).disconnect({ Container: id });
  if (name !== undefined) await rename(engine.getContainer(id), name);
  for (const membership of changed) {
    const EndpointConfig = { ...membership.endpoint, Aliases: [...aliasesIn(membership)] } as Docker.EndpointSettings;
    await engine.getNetwork(membership.network).connect({ Container: id, EndpointConfig });
  }
  return changed.length > 0;
}

/** A container between two starts of a restart loop has no network that could be renamed: it is stopped for that. */
async function rename(container: Docker.Container, name: string): Promise<void> {
  try {
    await container.rename({ name });
  } catch (error) {
    const { State } = (await container.inspect()) as { readonly State: Inspection["State"] };
    if (!State.Restarting && State.Running) throw error;
    await container.stop().catch(() => {});
    await container.rename({ name });
  }
}

interface Loan {
  readonly from: Inspection;
  readonly to: Inspection;
  /** Alias that stays where it is. */
  readonly except: string;
}

/** Gives a container the networks and aliases back that the one in its place has, where it lacks them. */
export async function lendAliases(engine: Docker, { from, to, except }: Loan): Promise<void> {
  const memberships = membershipsOf(to);
  for (const lent of membershipsOf(from)) {
    // A container that was never started does not know the IDs of its networks.
    const mine = memberships.find(({ name }) => name === lent.name);
    const aliases = mine?.aliases ?? [];
    const missing = lent.aliases.filter((alias) => alias !== except && !aliases.includes(alias));
    if (mine && missing.length === 0) continue;
    const network = engine.getNetwork(lent.network);
    const EndpointConfig = { ...(mine ?? lent).endpoint, Aliases: [...aliases, ...missing] };
    if (mine) await network.disconnect({ Container: to.Id });
    await network.connect({ Container: to.Id, EndpointConfig: EndpointConfig as Docker.EndpointSettings });
  }
}

function settingsOf(endpoint: Endpoint): Endpoint {
  const given = Object.entries(endpoint).filter(([name, value]) => !ASSIGNED.includes(name) && value !== null);
  const mac = chosenMac(endpoint);
  return { ...Object.fromEntries(given), ...(mac !== undefined && { MacAddress: mac }) };
}

/**
 * An endpoint's MAC address where somebody has chosen it. Engines make theirs of `02:42` and the IP address, or, since 28.0, at
 * random and locally administered; the latter cannot be told from a chosen one.
 */
function chosenMac({ MacAddress: mac, IPAddress: address }: Endpoint): string | undefined {
  if (!mac) return undefined;
  const made = ["02:42", ...(address ?? "").split(".").map((part) => Number(part).toString(16).padStart(2, "0"))];
  const first = Number.parseInt(mac.slice(0, 2), 16);
  const global = (first & 0b10) === 0;
  return global || (address && mac.startsWith("02:42") && mac !== made.join(":")) ? mac : undefined;
}
