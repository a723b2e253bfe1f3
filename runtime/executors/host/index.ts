import { arch, platform, release } from "node:os";
import { type Diagnostic, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Job } from "../../../compiler/graph/model/index.ts";
import { cacheFolder } from "../../store/location.ts";
import { makeRunFolder, reapRunFolders } from "../../store/run-folder.ts";
import { checkoutRefusals } from "../checkout.ts";
import type { Executor } from "../executor.ts";
import { raiseGitBarrier } from "./git-barrier.ts";
import { hostSession } from "./session.ts";

export interface HostOptions {
  /** Folder for the copies of the source tree. Default: in the user's cache. */
  readonly folder?: string;
  /** Folder that keeps the files of failed jobs when the run has ended: see `failedJobs`. Default: none are kept. */
  readonly failed?: string;
}

/**
 * Runs script jobs as processes of this machine, each in a copy of the source tree of its own. It takes no engine, and
 * protects nothing but the checkout: the steps can do what the user can.
 *
 * @example
 * ```ts
 * const refused = hostExecutor().refusals(graph);
 * ```
 */
export function hostExecutor(options: HostOptions = {}): Executor {
  return {
    name: "host",
    refusals: (graph) => [...graph.jobs.flatMap(refusal), ...checkoutRefusals(graph)],
    // Its image is only a name here; the programs are those of this machine, as far as a few words can say which.
    identify: async (images) => ({
      system: `${platform()}/${arch()}`,
      platform: ["host", platform(), arch(), release(), process.env.PATH, process.env.HOME, process.env.LANG].join(" "),
      images: new Map(images.map((name) => [name, name])),
    }),
    async open({ id, root }) {
      const base = options.folder ?? cacheFolder();
      // What runs that were killed have left is removed in passing.
      const reaping = reapRunFolders(base).catch(() => {});
      const folder = await makeRunFolder(base, id);
      await Promise.all([folder, base].map(raiseGitBarrier));
      return hostSession({ run: id, root, folder, background: reaping, failed: options.failed });
    },
  };
}

function refusal(job: Job): readonly Diagnostic[] {
  const reason = needsEngine(job);
  return reason ? [diagnostic("WB4004", { job: job.id, reason }, { at: job.location })] : [];
}

function needsEngine(job: Job): string | undefined {
  if (job.kind === "build") return "it builds an image, which takes a Docker Engine";
  if (job.kind === "native") return "only a provider has it";
  if (job.kind === "deploy") return "it deploys an image, which takes a Docker Engine";
  if (job.image.kind === "build") return `it runs inside the image that ${job.image.job} builds`;
  if (job.services.length > 0) return "it has services, which run in containers";
  if (job.entrypoint === "image") return "its steps are started by the entrypoint of its image";
  if (job.user !== undefined) return `it runs as the user ${job.user} of its image`;
  return undefined;
}
