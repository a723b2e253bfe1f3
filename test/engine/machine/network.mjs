/**
 * What keeps engines apart that share one machine's network: each holds a slot, that is a bridge with a number, and
 * everything else follows from the number: the addresses of its containers, and where its Swarm listens.
 */
import { execFileSync } from "node:child_process";

const SLOTS = 50;

/** @typedef {{ slot: number, bridge: string, hardware: string, gatewayBridge: string, prefix: string, loopback: string, dataPort: number }} Net */

/** @param {number} slot @returns {Net} */
export function networkOf(slot) {
  return {
    slot,
    bridge: `wbe${slot}`,
    // As Docker's own bridge has one. Without, it is that of some container, and changes with these: until the others have
    // noticed, after 5 seconds, their answers go nowhere.
    hardware: `02:42:00:00:00:${slot.toString(16).padStart(2, "0")}`,
    gatewayBridge: `wbe${slot}-gw`,
    prefix: `10.${200 + slot}.`,
    // Swarm's gossip port cannot be chosen, but the address it is bound to can.
    loopback: `127.77.0.${slot + 1}`,
    dataPort: 24789 + slot,
  };
}

/**
 * Takes the first free slot. Creating the bridge is what takes it: the kernel lets only one process do so.
 *
 * @param {(slot: number) => void} note told of the slot at once, so that no bridge is without an owner
 */
export function takeNetwork(note) {
  const routes = ip("-4", "route", "show", "table", "all");
  for (let slot = 0; slot < SLOTS; slot++) {
    const net = networkOf(slot);
    if (routes.includes(net.prefix)) continue;
    try {
      ip("link", "add", net.bridge, "address", net.hardware, "type", "bridge");
    } catch (error) {
      if (String(error).includes("File exists")) continue;
      throw error;
    }
    note(slot);
    ip("addr", "add", `${net.prefix}0.1/24`, "dev", net.bridge);
    ip("link", "set", net.bridge, "up");
    return net;
  }
  throw new Error(`All ${SLOTS} networks for test engines are taken`);
}

/** Removes the bridges of a slot and the packet filter rules that name them; dockerd itself leaves both. @param {number} slot */
export function releaseNetwork(slot) {
  const net = networkOf(slot);
  /** @type {{ ifname?: string, addr_info?: { local?: string }[] }[]} */
  const links = JSON.parse(ip("-json", "-4", "addr", "show"));
  const names = links
    .filter((link) => link.addr_info?.some(({ local }) => local?.startsWith(net.prefix)))
    .map((link) => link.ifname ?? "");
  const ours = new Set([net.bridge, net.gatewayBridge, ...names]);
  removeRules((word) => ours.has(word) || word.startsWith(net.prefix));
  // The slot's own bridge goes last: until then no other engine takes the slot.
  for (const name of [...ours].sort((a) => (a === net.bridge ? 1 : -1))) {
    try {
      ip("link", "del", name);
    } catch {
      // never made, or gone already
    }
  }
}

/** @param {(word: string) => boolean} isOurs */
function removeRules(isOurs) {
  let table = "";
  for (const line of run("iptables-save", []).split("\n")) {
    if (line.startsWith("*")) table = line.slice(1);
    const words = line.split(" ");
    if (words[0] !== "-A" || !words.some(isOurs)) continue;
    try {
      run("iptables", ["--wait", "-t", table, "-D", ...words.slice(1)]);
    } catch {
      // another engine has flushed the chain meanwhile
    }
  }
}

/** @param {string[]} args */
function ip(...args) {
  return run("ip", args);
}

/** @param {string} file @param {string[]} args */
function run(file, args) {
  return execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
