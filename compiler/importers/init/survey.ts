/** What `waybill init` sees of a project: files by their paths, relative to its root. */
export interface Surveyed {
  readonly has: (path: string) => boolean;
  readonly read: (path: string) => string | undefined;
}

/** What kind of project it is, by the first file that tells. */
export interface ProjectKind {
  readonly language: "node" | "python" | "go" | "docker" | "unknown";
  /** The file that says so. */
  readonly because?: string;
  readonly image: string;
  /** Variables of every step. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of the shell, one a step. */
  readonly steps: readonly string[];
  readonly cache?: { readonly key: readonly string[]; readonly paths: readonly string[] };
}

/** Looks at a project: its package managers and lock files, languages, and a Dockerfile. Pure. */
export function survey(project: Surveyed): ProjectKind {
  const found = node(project) ?? python(project) ?? go(project);
  if (found) return found;
  if (project.has("Dockerfile")) return { ...GENERAL, language: "docker", because: "Dockerfile" };
  return { ...GENERAL, language: "unknown" };
}

const GENERAL = { image: "alpine:3.22", steps: ["ls -la"] } as const;

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
  readonly packageManager?: string;
}

function node({ has, read }: Surveyed): ProjectKind | undefined {
  const text = read("package.json");
  if (text === undefined) return undefined;
  const { scripts = {}, engines, packageManager } = manifestOf(text);
  const version = /(\d+)/.exec(read(".nvmrc") ?? read(".node-version") ?? engines?.node ?? "")?.[1] ?? "22";
  const manager =
    has("pnpm-lock.yaml") || packageManager?.startsWith("pnpm@")
      ? "pnpm"
      : has("yarn.lock") || packageManager?.startsWith("yarn@")
        ? "yarn"
        : "npm";
  const { install, run, lock, store } = MANAGERS[manager];
  const isLocked = has(lock);
  const wanted = ["lint", "typecheck", "build", "test"].filter((name) => {
    const script = scripts[name];
    return script !== undefined && !script.includes("no test specified");
  });
  const checks = wanted.map((name) => (name === "test" ? `${manager} test` : `${run} ${name}`));
  return {
    language: "node",
    because: "package.json",
    image: `node:${version}`,
    steps: [isLocked ? install.locked : install.free, ...(checks.length ? checks : ["node --version"])],
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

const MANAGERS = {
  npm: {
    install: { locked: "npm ci --cache .npm", free: "npm install --no-package-lock" },
    run: "npm run",
    lock: "package-lock.json",
    store: ".npm",
  },
  pnpm: {
    install: {
      locked: "corepack enable && pnpm install --frozen-lockfile --store-dir .pnpm-store",
      free: "corepack enable && pnpm install",
    },
    run: "pnpm run",
    lock: "pnpm-lock.yaml",
    store: ".pnpm-store",
  },
  yarn: {
    install: {
      locked: "corepack enable && yarn install --frozen-lockfile --cache-folder .yarn-cache",
      free: "corepack enable && yarn install",
    },
    run: "yarn run",
    lock: "yarn.lock",
    store: ".yarn-cache",
  },
} as const;

function python({ has, read }: Surveyed): ProjectKind | undefined {
  const because = ["pyproject.toml", "setup.py", "requirements.txt"].find(has);
  if (because === undefined) return undefined;
  const version = /(\d+\.\d+)/.exec(read(".python-version") ?? "")?.[1] ?? "3.13";
  const texts = `${read("pyproject.toml") ?? ""}${read("requirements.txt") ?? ""}${read("requirements-dev.txt") ?? ""}`;
  const requirements = ["requirements.txt", "requirements-dev.txt"].filter(has).map((file) => `-r ${file}`);
  const isPackage = has("setup.py") || /^\[(project|build-system)\]/m.test(read("pyproject.toml") ?? "");
  const install = [...requirements, ...(isPackage ? ["-e ."] : [])];
  const usesPytest = /pytest/.test(texts);
  return {
    language: "python",
    because,
    image: `python:${version}`,
    env: { PIP_CACHE_DIR: ".cache/pip" },
    steps: [
      ...(install.length ? [`pip install ${install.join(" ")}`] : []),
      usesPytest ? "python -m pytest" : "python -m unittest discover",
    ],
    cache: { key: [because], paths: [".cache/pip"] },
  };
}

function go({ read }: Surveyed): ProjectKind | undefined {
  const text = read("go.mod");
  if (text === undefined) return undefined;
  const version = /^go (\d+\.\d+)/m.exec(text)?.[1] ?? "1.25";
  return {
    language: "go",
    because: "go.mod",
    image: `golang:${version}`,
    env: { GOFLAGS: "-buildvcs=false" },
    steps: ["go vet ./...", "go build ./...", "go test ./..."],
  };
}
