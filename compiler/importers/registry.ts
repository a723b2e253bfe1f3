import type { Importer } from "./provider.ts";

/** Every provider whose files can be read. Its importer is loaded when one of its files is. */
export const importers: Readonly<Record<Importer["provider"], () => Promise<Importer | undefined>>> = {
  github: async () => (await import("./github/index.ts")).github,
  gitlab: async () => (await import("./gitlab/index.ts")).gitlab,
};

/** The provider that reads a file, by where it stands. */
export const providerOf = (path: string): Importer["provider"] =>
  /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path) ? "github" : "gitlab";
