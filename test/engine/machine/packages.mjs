/** The programs a private engine is made of, and how a Debian machine gets them. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ENGINE = { dockerd: "docker.io", iptables: "iptables", "docker-registry": "docker-registry" };

/** What single tests run beside it: gitlab-ci-local copies with rsync, sshd is what an engine is reached through, and tmux is the terminal that people look at. */
const BESIDE = { sshd: "openssh-server", busybox: "busybox-static", rsync: "rsync", tmux: "tmux" };

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
  const wanted = Object.entries({ ...ENGINE, ...BESIDE }).flatMap(([name, pack]) => (findProgram(name) ? [] : [pack]));
  if (wanted.length > 0 && process.getuid?.() === 0 && findProgram("apt-get")) {
    say(`installing ${wanted.join(", ")}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...wanted]]) {
      const { status } = spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
      if (status !== 0) return `apt-get ${args.join(" ")} failed`;
    }
  }
  const missing = Object.keys(ENGINE).filter((name) => !findProgram(name));
  return missing.length > 0 ? `${missing.join(", ")} not found` : undefined;
}
