import type { GitLabInclude } from "../graph/model/index.ts";

/** What is included, in words. */
export function phrase(include: GitLabInclude): string {
  switch (include.kind) {
    case "component":
      return `the component ${include.component}`;
    case "file":
      return `the file ${include.file} of ${include.project}`;
    case "remote":
      return include.url;
    case "template":
      return `the template ${include.name}`;
  }
}
