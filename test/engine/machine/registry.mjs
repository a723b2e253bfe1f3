/** A registry on the loopback interface that wants a password. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { startDaemon, waitUntilReady } from "./processes.mjs";

/** The account of every test registry. The hash is bcrypt of the password, at the lowest cost that htpasswd allows. */
const ACCOUNT = {
  username: "ci",
  password: "waybill-test",
  hash: "$2b$05$kkUz36oBuk7fDh/EN9mg7O.fwp2NR02EZx1BiCD0Et3Ov7/FnbPUa",
};

/** @typedef {{ host: string, username: string, password: string }} TestRegistry */

/** @param {string} state @param {string} program @returns {Promise<TestRegistry>} */
export async function startRegistry(state, program) {
  const folder = join(state, "registry");
  mkdirSync(folder, { recursive: true });
  const host = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, "htpasswd"), `${ACCOUNT.username}:${ACCOUNT.hash}\n`);
  // JSON is YAML. Debian's own configuration names a folder where the password file should be, so it is of no use.
  const config = {
    version: 0.1,
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: host, secret: randomBytes(16).toString("hex") },
    auth: { htpasswd: { realm: "waybill", path: join(folder, "htpasswd") } },
  };
  writeFileSync(join(folder, "config.yml"), JSON.stringify(config, undefined, 2));
  const daemon = startDaemon(program, ["serve", join(folder, "config.yml")], join(folder, "registry.log"));
  await waitUntilReady(daemon, async () => (await fetch(`http://${host}/v2/`)).status === 401, {
    name: "The registry",
    milliseconds: 20_000,
  });
  return { host, username: ACCOUNT.username, password: ACCOUNT.password };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
