import { execFile } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { readdir, statfs } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { DiagnosticError } from "../compiler/diagnostics/index.ts";
import { ownPackage } from "../compiler/frontend/project/package.ts";
import { repositoryRoot } from "../compiler/frontend/project/project.ts";
import { findEndpoint } from "../runtime/engine/address.ts";
import { connect } from "../runtime/engine/connect.ts";
import { describeEngine } from "../runtime/engine/describe.ts";
import { allRuns } from "../runtime/journal/history.ts";
import { knownLogins } from "../runtime/registry/credentials.ts";
import { sizeText } from "../runtime/size.ts";
import { filesBelow } from "../runtime/store/evict.ts";
import { cacheFolder } from "../runtime/store/location.ts";
import { deadRunFolders } from "../runtime/store/run-folder.ts";
import { openStore } from "../runtime/store/store.ts";
import { treesFolder } from "../runtime/tree/snapshot.ts";
import { type CheckoutOptions, runsFolder } from "./checkout.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import type { Finding } from "./doctor.ts";

const execute = promisify(execFile);

/** Bytes below which a disk counts as almost full. */
const SCARCE = 2 * 2 ** 30;
/** The oldest Node that Waybill runs on, as `engines` of its package says. */
const OLDEST = [20, 19] as const;

/** Looks at everything that a run on this machine needs. */
export async function examine(options: CheckoutOptions): Promise<readonly Finding[]> {
  const root = options.root === undefined ? repositoryRoot(resolve(DEFAULT_FILE)) : resolve(options.root);
  const all = await Promise.all([
    node(),
    git(root),
    pipeline(root),
    engine(),
    buildx(),
    logins(),
    stored(),
    leftovers(),
    runs(options),
  ]);
  return all.flat();
}

const ok = (what: string, is: string): Finding => ({ what, status: "ok", is });
const warning = (what: string, is: string, remedy: string): Finding => ({ what, status: "warning", is, remedy });
const problem = (what: string, is: string, remedy: string): Finding => ({ what, status: "problem", is, remedy });

async function node(): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const is = `${process.versions.node} on ${process.platform}/${process.arch}`;
  return [
    isOld ? problem("Node", is, `install Node ${OLDEST.join(".")} or newer`) : ok("Node", is),
    ok("Waybill", ownPackage().version),
  ];
}

async function git(root: string): Promise<readonly Finding[]> {
  const version = await execute("git", ["--version"]).then(
    ({ stdout }) => stdout.trim().replace(/^git version /, ""),
    () => undefined,
  );
  if (version === undefined) {
    return [
      warning("git", "it is not installed", "install git: without it a run copies all files, and knows no branch"),
    ];
  }
  const inside = existsSync(join(root, ".git"));
  const is = `${version}, ${inside ? `repository ${root}` : `no repository at ${root}`}`;
  return [
    inside ? ok("git", is) : warning("git", is, "run `git init`: without it a run knows no branch and no commit"),
  ];
}

async function pipeline(root: string): Promise<readonly Finding[]> {
  if (existsSync(DEFAULT_FILE)) return [ok("pipeline", resolve(DEFAULT_FILE))];
  const remedy = existsSync(join(root, DEFAULT_FILE))
    ? `run Waybill in ${root}, or name the file`
    : "write a pipeline with `waybill init`, or convert existing files with `waybill import`";
  return [warning("pipeline", `there is no ${DEFAULT_FILE} in ${process.cwd()}`, remedy)];
}

async function engine(): Promise<readonly Finding[]> {
  try {
    const { address } = findEndpoint();
    const found = await describeEngine(await connect());
    const { name, version, platform, cpus, memory, rootless, buildkit, storage } = found;
    const size = `${cpus} CPUs, ${sizeText(memory)} of memory, ${storage}`;
    const is = `${name} ${version} (${platform}${rootless ? ", rootless" : ""}) at ${address}: ${size}`;
    return [
      ok("engine", is),
      buildkit
        ? ok("BuildKit", "the engine has it")
        : problem("BuildKit", `the engine ${version} has none`, "install Docker 18.09 or newer, to build images"),
    ];
  } catch (error) {
    const told = error instanceof DiagnosticError ? error.diagnostics[0] : undefined;
    const remedy = told?.remedy ?? "start Docker, or set DOCKER_HOST; script jobs also run with --executor host";
    return [problem("engine", told?.message ?? (error as Error).message, remedy)];
  }
}

/** Waybill builds over the engine's interface, so that nothing fails without it. */
async function buildx(): Promise<readonly Finding[]> {
  const version = await execute("docker", ["buildx", "version"]).then(
    ({ stdout }) => stdout.trim().split("\n", 1)[0],
    () => undefined,
  );
  return [ok("buildx", version ?? "not installed; Waybill builds through the engine, and does not need it")];
}

async function logins(): Promise<readonly Finding[]> {
  try {
    const { file, registries, helpers } = await knownLogins();
    const missing = helpers.filter((helper) => !isOnPath(helper));
    const known = [...registries, ...helpers];
    const is = known.length > 0 ? `${known.join(", ")} (${file})` : `none in ${file}`;
    if (missing.length === 0) return [ok("registry logins", is)];
    const remedy = `install ${missing.join(", ")}, or remove it from ${file}`;
    return [warning("registry logins", `${missing.join(", ")} is named in ${file}, and not installed`, remedy)];
  } catch (error) {
    const is = `the Docker settings cannot be read: ${(error as Error).message}`;
    return [warning("registry logins", is, "correct config.json in ~/.docker or in $DOCKER_CONFIG")];
  }
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, process.platform === "win32" ? `${program}.exe` : program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function stored(): Promise<readonly Finding[]> {
  const store = openStore();
  const [{ bytes }, trees] = await Promise.all([store.holds(), filesBelow(treesFolder(cacheFolder()))]);
  const snapshots = trees.reduce((sum, { size }) => sum + size, 0);
  const is = `${sizeText(bytes)} of results and caches, ${sizeText(snapshots)} of snapshots of trees in ${cacheFolder()}`;
  const free = await freeAt(cacheFolder());
  if (free === undefined || free >= SCARCE) return [ok("store", is)];
  const remedy = "free some space; `waybill clean --cache` removes all of the store, WAYBILL_STORE_SIZE limits it";
  return [warning("store", `${is}; only ${sizeText(free)} of the disk are free`, remedy)];
}

/** Bytes that the user may still write; undefined where nobody knows. */
async function freeAt(folder: string): Promise<number | undefined> {
  const found = await statfs(existsSync(folder) ? folder : process.cwd()).catch(() => undefined);
  return found && found.bavail * found.bsize;
}

async function leftovers(): Promise<readonly Finding[]> {
  const dead = (await Promise.all([cacheFolder(), openStore().folder].map(deadRunFolders))).flat();
  if (dead.length === 0) return [];
  const bytes = dead.reduce((sum, one) => sum + one.bytes, 0);
  const is = `${dead.length} folders of runs that were killed (${sizeText(bytes)})`;
  return [warning("leftovers", is, "remove them, and leftovers on the engine, with `waybill clean`")];
}

async function runs(options: CheckoutOptions): Promise<readonly Finding[]> {
  const folder = runsFolder(options);
  const found = await allRuns(folder).catch((error: Error) => error);
  if (found instanceof Error) {
    const remedy = "correct the permissions of the folder: without it `waybill logs` and `--resume` know no runs";
    return [warning("runs", `${folder} cannot be read: ${found.message}`, remedy)];
  }
  const files = await readdir(folder).catch(() => []);
  return [
    ok("runs", files.length === 0 ? "none in this checkout yet" : `${found.length} of this checkout in ${folder}`),
  ];
}
