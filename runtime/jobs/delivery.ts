import { diagnostic } from "../../compiler/diagnostics/index.ts";
import type { BuildJob, DeployJob } from "../../compiler/graph/model/index.ts";
import { type Delivery, type Edits, rollbackOf } from "../delivery/contract.ts";
import { type Ended, faultOf } from "../scheduler/index.ts";
import type { Built, DeliverySink } from "../values/image.ts";
import { treeWithArtifacts } from "./build-context.ts";
import { resolveEnv, resolveLogin, resolveStepEnv, resolveValue, type ValueSources } from "../values/values.ts";

export interface DeliverySurroundings {
  readonly run: string;
  readonly root: string;
  readonly commit: string;
  /** The copy of the source tree that images are built from. */
  readonly buildRoot: () => Promise<string>;
  /** Where a job's artifacts are archived, and whether it has archived any. */
  readonly archive: (job: string) => string;
  readonly archived: (job: string) => boolean;
  /** How the tree differs from the commit; undefined: it does not. */
  readonly edits: () => Promise<Edits | undefined>;
  /** Seconds since the epoch. */
  readonly commitTime: number;
  readonly source?: string;
  readonly sources: ValueSources;
  readonly delivery: Delivery | undefined;
  /** Told when an image is built. */
  readonly built: (job: string, image: Built) => void;
}

interface Life {
  readonly sink: DeliverySink;
  readonly signal: AbortSignal;
}

export async function runBuild(job: BuildJob, around: DeliverySurroundings, life: Life): Promise<Ended> {
  const { delivery, run, commit, commitTime, source, sources } = around;
  if (!delivery) return undelivered(job);
  const edits = await around.edits();
  const included = job.needs.filter((need) => need.artifacts && around.archived(need.job));
  const archives = included.map((need) => around.archive(need.job));
  const root = await treeWithArtifacts(job, await around.buildRoot(), archives);
  const image = await delivery.build({
    ...{ job, run, root, commit, commitTime },
    ...(edits && { edits }),
    ...(source !== undefined && { source }),
    ...(sources.facts.branch !== undefined && { branch: sources.facts.branch }),
    ...(sources.facts.tag !== undefined && { tag: sources.facts.tag }),
    secrets: resolveEnv(job.secrets, sources),
    args: resolveEnv(job.args, sources),
    labels: resolveEnv(job.labels ?? {}, sources),
    templateTags: (job.tagTemplates ?? []).map(({ parts }) =>
      parts.map((part) => resolveValue(part, sources)).join(""),
    ),
    ...(process.env.SSH_AUTH_SOCK && { agent: process.env.SSH_AUTH_SOCK }),
    ...(job.login && { login: resolveLogin(job.login, sources) }),
    ...life,
  });
  if (image) around.built(job.id, image);
  return { outputs: {} };
}

export async function runDeploy(job: DeployJob, around: DeliverySurroundings, life: Life): Promise<Ended> {
  const { delivery, run, root, sources } = around;
  if (!delivery) return undelivered(job);
  const reference = sources.image(job.image);
  // The edges to the builder and to its tests are gates: without it this job would not have been started.
  if (reference === undefined) throw new Error(`the image of ${job.image} is not built`);
  const strategy = await delivery.strategyFor(job.to);
  try {
    await strategy.deploy({
      ...{ job, run, root, reference },
      env: resolveStepEnv(job.env, sources),
      ...(job.login && { login: resolveLogin(job.login, sources) }),
      ...life,
    });
  } catch (error) {
    // Whoever has stopped it says how it ended.
    if (life.signal.aborted) throw error;
    return { failure: { ...faultOf(job, error), rollback: rollbackOf(error) } };
  }
  return { outputs: {} };
}

function undelivered(job: BuildJob | DeployJob): Ended {
  const reason = "this run was started without the functions that build and deploy";
  return {
    failure: { kind: "diagnostic", diagnostic: diagnostic("WB4013", { job: job.id, reason }, { at: job.location }) },
  };
}
