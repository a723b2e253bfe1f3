import type { Importer } from "../provider.ts";
import { gitlabBehaviour } from "./behaviour.ts";
import { keepMore, keepRefused, type Kept, NOTHING_KEPT } from "./kept.ts";
import { readGitLab } from "./read.ts";

/** Configurations of GitLab CI/CD. */
export const gitlab: Importer<Kept> = {
  provider: "gitlab",
  read: readGitLab,
  behaviour: gitlabBehaviour,
  compiled: (text) => gitlabBehaviour("compiled.yml", { read: (path) => (path === "compiled.yml" ? text : undefined) }),
  keepMore(_path, _files, kept, { refused, verdicts }) {
    const next = new Map(kept);
    let grown = false;
    const keep = (id: string, more: Kept | undefined) => {
      if (!more) return;
      next.set(id, more);
      grown = true;
    };
    for (const id of refused.keys()) keep(id, keepRefused(kept.get(id) ?? NOTHING_KEPT));
    for (const { job, kind, differences } of verdicts) {
      if (kind !== "but" || refused.has(job)) continue;
      keep(job, keepMore(kept.get(job) ?? NOTHING_KEPT, differences));
    }
    return grown ? next : undefined;
  },
};
