import type { Importer } from "../provider.ts";
import { gitlabBehaviour } from "./behaviour.ts";
import { readGitLab } from "./read.ts";

/** Configurations of GitLab CI/CD. */
export const gitlab: Importer = {
  provider: "gitlab",
  read: readGitLab,
  behaviour: gitlabBehaviour,
  compiled: (text) => gitlabBehaviour("compiled.yml", { read: (path) => (path === "compiled.yml" ? text : undefined) }),
};
