/** The programs a private engine is made of, and how a Debian machine gets them. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const PROGRAMS = {
  dockerd: "docker.io",
  iptables: "iptables",
  "docker-registry": "docker-registry",
  busybox: "busybox-static",
};

/** @param {string} name */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin", "/usr/local/bin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The registry under Debian's name, or under its own. */
export function findRegistry() {
  return findProgram("docker-registry") ?? findProgram("registry");
}

/**
 * Installs what is missing, where that can be done without asking anyone.
 *
 * @param {(line: string) => void} say
 * @returns {string | undefined} why an engine cannot be started, if so
 */
export function ensurePrograms(say) {
  const missing = () => Object.keys(PROGRAMS).filter((name) => name !== "busybox" && !findProgram(name));
  if (missing().length === 0) return undefined;
  if (process.getuid?.() === 0 && findProgram("apt-get")) {
    const wanted = Object.entries(PROGRAMS).flatMap(([name, pack]) => (findProgram(name) ? [] : [pack]));
    say(`installing ${wanted.join(", ")}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...wanted]]) {
      const { status } = spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
      if (status !== 0) return `apt-get ${args.join(" ")} failed`;
    }
  }
  const still = missing();
  return still.length > 0 ? `${still.join(", ")} not found` : undefined;
}
