import type { Importer } from "../provider.ts";
import { gitlabBehaviour } from "./behaviour.ts";
import { memberOf } from "../yaml/index.ts";
import { type GitLabConfig, type GitLabJob, readGitLabConfig } from "./config.ts";
import { keepMore, keepRefused, type Kept, NOTHING_KEPT, ORDER } from "./kept.ts";
import { needsOf } from "./needs.ts";
import { readGitLab } from "./read.ts";

/** The compiler refuses files of a job that may be skipped; GitLab goes on without them. */
const WITHOUT_FILES = "WB2065";

/** Where it is said whose files a job takes: its own `needs`, or, where the stages say it, the artifacts of those before it. */
function filesOf(job: GitLabJob, config: GitLabConfig) {
  if (memberOf(job.node, "needs")) return [{ name: job.name, keys: ORDER }];
  return needsOf(job, config).downloads.map((name) => ({ name, keys: ["artifacts"] }));
}

/** Configurations of GitLab CI/CD. */
export const gitlab: Importer<Kept> = {
  provider: "gitlab",
  read: readGitLab,
  behaviour: gitlabBehaviour,
  compiled: (text) => gitlabBehaviour("compiled.yml", { read: (path) => (path === "compiled.yml" ? text : undefined) }),
  keepMore(path, files, kept, { refused, verdicts }) {
    const next = new Map(kept);
    let grown = false;
    const keep = (id: string, more: Kept | undefined) => {
      if (!more) return;
      next.set(id, more);
      grown = true;
    };
    const config = refused.size > 0 ? readGitLabConfig(path, { root: files }) : undefined;
    for (const [id, { code }] of refused) {
      const job = code === WITHOUT_FILES ? config?.jobs.find(({ name }) => name === id) : undefined;
      const others = job && config ? filesOf(job, config) : [];
      const more = others.flatMap(({ name, keys }) => {
        const known = kept.get(name) ?? NOTHING_KEPT;
        return known.whole || keys.every((key) => known.keys.has(key)) ? [] : [{ name, known, keys }];
      });
      for (const { name, known, keys } of more) keep(name, { ...known, keys: new Set([...known.keys, ...keys]) });
      if (more.length === 0) keep(id, keepRefused(kept.get(id) ?? NOTHING_KEPT));
    }
    for (const { job, kind, differences } of verdicts) {
      if (kind !== "but" || refused.has(job)) continue;
      keep(job, keepMore(kept.get(job) ?? NOTHING_KEPT, differences));
    }
    return grown ? next : undefined;
  },
};
