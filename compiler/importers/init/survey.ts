import { node } from "./node.ts";
import { python } from "./python.ts";
import { TOOLCHAINS } from "./toolchains.ts";

/** What `waybill init` sees of a project: files by their paths, relative to its root. */
export interface Surveyed {
  readonly has: (path: string) => boolean;
  readonly read: (path: string) => string | undefined;
}

/** A part of a project that one image tests, by the file that shows its language. */
export interface ProjectKind {
  readonly language: "node" | "python" | "go" | "rust" | "java" | "ruby" | "php" | "docker" | "unknown";
  /** The file that shows it. */
  readonly because?: string;
  readonly image: string;
  /** Variables of every step. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of the shell, one a step. */
  readonly steps: readonly string[];
  readonly cache?: { readonly key: readonly string[]; readonly paths: readonly string[] };
}

const LANGUAGES = [node, python, ...TOOLCHAINS] as const;

/** Looks at a project: its languages, package managers, lock files and a Dockerfile. At least one kind. Pure. */
export function survey(project: Surveyed): readonly [ProjectKind, ...ProjectKind[]] {
  const [first, ...rest] = LANGUAGES.flatMap((language) => language(project) ?? []);
  if (first) return [first, ...rest];
  if (project.has("Dockerfile")) return [{ ...GENERAL, language: "docker", because: "Dockerfile" }];
  return [{ ...GENERAL, language: "unknown" }];
}

const GENERAL = { image: "alpine:3.22", steps: ["ls -la"] } as const;
