import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this very package stands, built. */
export interface OwnPackage {
  readonly root: string;
  readonly version: string;
  /** What `waybill` is at compile time. */
  readonly declarations: string;
  /** The script of the process that evaluates. */
  readonly sandbox: string;
  /** The script that the snapshot of the checker is made of, and the one that makes it. */
  readonly checker: string;
  readonly prepare: string;
  /** What `waybill` and `waybill/internal` are there. */
  readonly library: string;
}

/** False while the compiler runs from its source, where nothing tells one state of it from the next. */
export const isBuilt = !import.meta.url.endsWith(".ts");

let found: OwnPackage | undefined;

/** Finds this package: the nearest folder above this module whose package.json is named `waybill`. */
export function ownPackage(): OwnPackage {
  found ??= find(dirname(fileURLToPath(import.meta.url)));
  return found;
}

function find(folder: string): OwnPackage {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest)) {
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; version?: string };
    if (name === "waybill") {
      const dist = join(folder, "dist");
      return {
        root: folder,
        version: version ?? "",
        declarations: join(dist, "types/compiler/authoring/index.d.ts"),
        sandbox: join(dist, "sandbox.js"),
        checker: join(dist, "checker.cjs"),
        prepare: join(dist, "prepare-checker.js"),
        library: join(dist, "library.js"),
      };
    }
  }
  if (dirname(folder) === folder) throw new Error("the package of this module is incomplete: it has no package.json");
  return find(dirname(folder));
}

/** Tells one build of the compiler from another, also where the version is the same: what a cache entry was made by. */
export function compilerIdentity(): string {
  const own = ownPackage();
  const stamp = [own.library, own.sandbox, own.checker, join(own.root, "dist/cli.js"), own.declarations].map((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats ? `${stats.size}:${stats.mtimeMs}` : "none";
  });
  return [own.version, process.versions.node, ...stamp].join(" ");
}
