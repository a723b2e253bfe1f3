import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { timeLimit } from "../../../compiler/graph/control.ts";
import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import { valuesOf } from "../../../compiler/graph/walk.ts";
import type { Deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import type { JobRequest } from "../executor.ts";
import { timedArgv } from "../script.ts";
import { filesIn, hasFiles } from "../secret-files.ts";
import { hasLaterTurn, hasTurn } from "../step-turn.ts";
import { waitsForSteps } from "../../../compiler/graph/step-values.ts";
import type { StepEnv } from "../../values/environment.ts";
import { outputFailure } from "../outputs.ts";
import { modeOf, readOutputFile } from "./artifacts.ts";
import { attach } from "./attachment.ts";
import { stepContainer } from "./container.ts";
import type { Surroundings } from "./context.ts";
import { refusalOf } from "./engine-error.ts";
import { endingOf, failureOf } from "./exit-status.ts";
import { NOTHING_HANDED } from "../step-files.ts";
import { folderOf, givenTo } from "./shell.ts";
import { type ContainerRequest, isTreeFault, openWorkspace, TreeMissing, treeReady } from "./shell-container.ts";
import { type Course, GRACE } from "./steps.ts";
import { watch } from "./watch.ts";
import type { TreeMount } from "./workspace-mounts.ts";

/** What is done with the last container before it goes. */
export type AfterSteps = (container: Docker.Container, failure: Failure | undefined) => Promise<void>;

export interface BareRun {
  readonly containers: ContainerRequest;
  readonly tree: TreeMount;
  /** Puts into the tree what the job begins with. */
  readonly before: (container: Docker.Container) => Promise<void>;
  readonly after: AfterSteps;
}

/** No step has run yet, and the job may be begun with another tree; the cause says why. */
export class TreeUnusable extends Error {
  constructor(cause: unknown) {
    super("the tree cannot be used", { cause });
  }
}

/** Runs the steps of a job whose image has no shell, so that none hands on more than outputs: each is the only process of a container, on the same tree. */
export async function runBare(
  around: Surroundings,
  request: JobRequest,
  { limit, results }: Course,
  run: BareRun,
): Promise<Failure | undefined> {
  const { steps } = request.job;
  if (request.hold) await request.sink.write("stderr", "The image has no shell, so the job holds at no breakpoint.\n");
  const envOf = (index: number) => {
    const env = request.stepEnv(index, results.left);
    return env && givenTo(request.job, { step: steps[index]!, index }, env, NOTHING_HANDED).env;
  };
  /** Before the first step: what waits for an earlier one may have to run. */
  const early = steps.map((step, index) => (waitsForSteps(step) ? {} : envOf(index)));
  if (early.some((env) => env && hasFiles(env))) throw unwritten(request.job);
  const isPassedOver = (index: number) => early[index] === undefined;
  // Where all are passed over, the last one's container serves to reach the tree, and is never started.
  const last = steps.findLastIndex((_, index) => !isPassedOver(index));
  let prepared = false;
  let failed: Failure | undefined;
  for (const [index, step] of steps.entries()) {
    const env = isPassedOver(index) ? undefined : envOf(index);
    if (env && hasFiles(env)) throw unwritten(request.job);
    if (!env) request.sink.stepSkipped(index);
    if (!env && index !== last && (last >= 0 || index < steps.length - 1)) continue;
    const isLast = index === last || (failed !== undefined && !hasLaterTurn(request.job, index));
    if (!hasTurn(step, failed !== undefined) && !isLast) continue;
    const container = await create(around, run, { step, env });
    try {
      if (!prepared) await prepareTree(container, run);
      prepared = true;
      const isSkipped = !env || !hasTurn(step, failed !== undefined);
      const ended = isSkipped ? undefined : await runStep({ engine: around.engine, container, index }, request, limit);
      const { fault } =
        isSkipped || limit.signal.aborted
          ? {}
          : await results.ended({ step, index }, ended === undefined, (path, take) =>
              readOutputFile(container, path, take),
            );
      const found = ended ?? (fault === undefined ? undefined : outputFailure(request.job.id, fault, step.location));
      const isOwn = found?.kind === "exit" || (ended === undefined && fault !== undefined);
      const isAllowed = step.allowFailure && isOwn && !limit.signal.aborted;
      if (!isAllowed) failed ??= found;
      const isOver = failed !== undefined && (limit.signal.aborted || !hasLaterTurn(request.job, index));
      if (isOver || index === last || last < 0) {
        await run.after(container, failed);
        if (failed) return failed;
      }
    } finally {
      await container.remove({ force: true, v: true }).catch(() => {});
    }
  }
  return undefined;
}

function unwritten(job: ScriptJob): DiagnosticError {
  const names = valuesOf(job).flatMap((value) => (value.kind === "secretFile" ? [value.name] : []));
  return new DiagnosticError(diagnostic("WB3140", { job: job.id, secret: names[0] ?? "" }, { at: job.location }));
}

async function create(
  around: Surroundings,
  { containers, tree }: BareRun,
  { step, env }: { readonly step: Step; readonly env: StepEnv | undefined },
): Promise<Docker.Container> {
  const { job, image, network } = containers;
  const spec = { ...{ job, network, tree }, image: image.id, labels: around.labels };
  const argv = env ? timedArgv(job, step) : ["never-started"];
  try {
    const options = stepContainer(
      { ...spec, limits: await around.limits },
      { argv, env: filesIn("", env ?? {}).env, folder: folderOf(job, step) },
    );
    return await around.engine.createContainer(options);
  } catch (error) {
    throw refusalOf(error, job, "create a container");
  }
}

async function prepareTree(container: Docker.Container, { tree, before }: BareRun): Promise<void> {
  try {
    const witness = await treeReady(tree);
    await tree.fill?.(container);
    await openWorkspace(container);
    if (witness !== undefined && (await modeOf(container, witness)) === undefined) throw new TreeMissing(witness);
  } catch (error) {
    throw isTreeFault(error) ? new TreeUnusable(error) : error;
  }
  await before(container);
}

async function runStep(
  { engine, container, index }: { engine: Docker; container: Docker.Container; index: number },
  request: JobRequest,
  limit: Deadline,
): Promise<Failure | undefined> {
  const { job, sink } = request;
  const attachment = await attach(container, randomBytes(12).toString("hex"));
  const stop = () => void container.stop({ t: GRACE }).catch(() => {});
  const unwatch = watch(container, attachment);
  attachment.to((stream, text) => sink.write(stream, text));
  limit.signal.addEventListener("abort", stop, { once: true });
  try {
    sink.step(index);
    limit.start();
    const begun = performance.now();
    await container.start().catch((error) => {
      throw refusalOf(error, job, "start a container");
    });
    if (limit.signal.aborted) stop();
    await attachment.ended;
    const lasted = performance.now() - begun;
    const ending = await endingOf(container, job);
    const { exitCode } = ending;
    sink.stepDone(index, exitCode);
    if (limit.passed()) return { kind: "timeout", seconds: timeLimit(job) };
    if (limit.signal.aborted) return { kind: "exit", step: index, exitCode };
    if (exitCode === 0) return undefined;
    return await failureOf(engine, container, job, { index, code: exitCode, lasted, ending });
  } finally {
    attachment.cut();
    limit.signal.removeEventListener("abort", stop);
    unwatch();
  }
}
