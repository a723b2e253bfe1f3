import type { ProjectKind, Surveyed } from "./survey.ts";

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
  readonly packageManager?: string;
}

/** A project with a `package.json`: its package manager, its version of Node, and the scripts that check it. */
export function node({ has, read }: Surveyed): ProjectKind | undefined {
  const text = read("package.json");
  if (text === undefined) return undefined;
  const { scripts = {}, engines, packageManager } = manifestOf(text);
  const version = /(\d+)/.exec(read(".nvmrc") ?? read(".node-version") ?? engines?.node ?? "")?.[1] ?? "22";
  const manager =
    has("bun.lock") || has("bun.lockb")
      ? "bun"
      : has("pnpm-lock.yaml") || packageManager?.startsWith("pnpm@")
        ? "pnpm"
        : has("yarn.lock") || packageManager?.startsWith("yarn@")
          ? isModernYarn(packageManager, has)
            ? "berry"
            : "yarn"
          : "npm";
  const { program, install, run, lock, store, env } = MANAGERS[manager];
  const isLocked = has(lock);
  const wanted = ["lint", "typecheck", "build", "test"].filter((name) => {
    const script = scripts[name];
    return script !== undefined && !script.includes("no test specified");
  });
  const checks = wanted.map((name) => (name === "test" ? `${program} test` : `${run} ${name}`));
  return {
    language: "node",
    because: "package.json",
    image: manager === "bun" ? "oven/bun:1" : `node:${version}`,
    ...(env && { env }),
    steps: [
      isLocked ? install.locked : install.free,
      ...(checks.length ? checks : [`${manager === "bun" ? "bun" : "node"} --version`]),
    ],
    ...(isLocked && { cache: { key: [lock], paths: [store] } }),
  };
}

function manifestOf(text: string): Manifest {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Manifest) : {};
  } catch {
    return {};
  }
}

/** Yarn 2 and later knows neither `--frozen-lockfile` nor `--cache-folder` (yarnpkg.com, migration from Yarn 1). */
function isModernYarn(packageManager: string | undefined, has: Surveyed["has"]): boolean {
  return has(".yarnrc.yml") || /^yarn@([2-9]|\d\d)/.test(packageManager ?? "");
}

interface Manager {
  readonly program: string;
  readonly install: { readonly locked: string; readonly free: string };
  readonly run: string;
  readonly lock: string;
  readonly store: string;
  readonly env?: Readonly<Record<string, string>>;
}

const MANAGERS: Readonly<Record<"npm" | "pnpm" | "yarn" | "berry" | "bun", Manager>> = {
  npm: {
    program: "npm",
    install: { locked: "npm ci --cache .npm", free: "npm install --no-package-lock" },
    run: "npm run",
    lock: "package-lock.json",
    store: ".npm",
  },
  pnpm: {
    program: "pnpm",
    install: {
      locked: "corepack enable && pnpm install --frozen-lockfile --store-dir .pnpm-store",
      free: "corepack enable && pnpm install",
    },
    run: "pnpm run",
    lock: "pnpm-lock.yaml",
    store: ".pnpm-store",
  },
  yarn: {
    program: "yarn",
    install: {
      locked: "corepack enable && yarn install --frozen-lockfile --cache-folder .yarn-cache",
      free: "corepack enable && yarn install",
    },
    run: "yarn run",
    lock: "yarn.lock",
    store: ".yarn-cache",
  },
  berry: {
    program: "yarn",
    install: { locked: "corepack enable && yarn install --immutable", free: "corepack enable && yarn install" },
    run: "yarn run",
    lock: "yarn.lock",
    store: ".yarn/cache",
    env: { YARN_ENABLE_GLOBAL_CACHE: "false" },
  },
  bun: {
    program: "bun run",
    install: { locked: "bun install --frozen-lockfile", free: "bun install" },
    run: "bun run",
    lock: "bun.lock",
    store: ".bun-cache",
    env: { BUN_INSTALL_CACHE_DIR: ".bun-cache" },
  },
};
