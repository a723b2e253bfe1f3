import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { timeLimit } from "../../../compiler/graph/control.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { deadline } from "../../deadline.ts";
import type { Failure } from "../../events.ts";
import type { Credentials } from "../../values/environment.ts";
import type { Attempt, ExecutorSession, JobRequest } from "../executor.ts";
import { type ReadFile, readOutputs } from "../outputs.ts";
import { collect, deliver, readOutputFile } from "./artifacts.ts";
import type { Surroundings } from "./context.ts";
import { refusalOf } from "./engine-error.ts";
import { watched, withEntrypoint } from "./entrypoint.ts";
import { type Images, withImage } from "./images.ts";
import { startServices } from "./services.ts";
import {
  type ContainerRequest,
  mountFor,
  NoShell,
  removeWaiting,
  startRefusal,
  startWaiting,
  type Waiting,
} from "./shell-container.ts";
import { stepResults } from "../step-results.ts";
import { runBare, TreeUnusable } from "./shell-less.ts";
import { runSteps } from "./steps.ts";
import { removeRun } from "./sweep.ts";

/** As of a connection that was cut. */
const ENDED = Object.assign(new Error("the run has ended"), { code: "ECONNABORTED" });

/** A run on an engine. */
export function dockerSession(around: Surroundings, run: string): ExecutorSession {
  const prepared = new Map<string, Promise<Waiting>>();
  /** Ids of images that have no shell. */
  const bare = new Set<string>();
  let executing = 0;
  let closing: Promise<void> | undefined;

  const images: Images = {
    forget: around.images.forget,
    ensure: (request) =>
      around.images.ensure(request).catch((error) => {
        throw refusalOf(error, request.job, `find the image ${request.reference}`);
      }),
  };

  const waitingFor = async (request: ContainerRequest): Promise<Waiting> => {
    if (closing) throw refusalOf(ENDED, request.job, "start a container");
    return around.track(startWaiting(around, request));
  };

  const prepare = async (job: ScriptJob, reference: string, login?: Credentials) => {
    // A container that is not on its network yet cannot be made ahead of it.
    if (job.services.length > 0 || prepared.has(job.id)) return;
    const making = (async () => {
      const silent = { progress: () => {}, signal: new AbortController().signal };
      return withImage(images, { job, reference, login, ...silent }, async (image) => {
        if (bare.has(image.id)) throw new NoShell();
        return waitingFor({ job, image, reference });
      });
    })();
    making.catch(() => {});
    prepared.set(job.id, making);
    await making;
  };

  const take = (job: ScriptJob): Promise<Waiting | undefined> => {
    const making = prepared.get(job.id);
    prepared.delete(job.id);
    return making ? making.catch(() => undefined) : Promise.resolve(undefined);
  };

  const execute = async (request: JobRequest): Promise<Attempt> => {
    const { job, image: reference, signal } = request;
    const limit = deadline(signal, timeLimit(job));
    const results = stepResults(job);
    const early = await take(job);
    const services = await startServices(around, request, limit.signal);
    try {
      let ended: Attempt = { outputs: {} };
      const before = (container: Docker.Container) => deliver(container, request);
      const after = async (container: Docker.Container, failure: Failure | undefined) => {
        if (signal.aborted) return;
        const read: ReadFile = (path, take) => readOutputFile(container, path, take);
        if (!failure) ended = await readOutputs(request, read, results.outputs());
        await collect(container, request, (failure ?? ended.failure) !== undefined);
      };
      const wanted = { ...{ job, reference, login: request.login, signal }, progress: request.sink.progress };
      const place = await withImage(images, wanted, async (image) => {
        const started = withEntrypoint(request, image);
        const containers: ContainerRequest = { job, image, reference, network: services.network };
        const waiting = early ?? (await shellOf(containers));
        const inImage = waiting && job.entrypoint === "image";
        return { containers, waiting, started: inImage ? watched(started) : started };
      });
      const failure = place.waiting
        ? await inShell(place.waiting, place.started, { services: services.ready, before, after })
        : await withoutShell(place.containers, place.started, { services: services.ready, before, after });
      if (failure) await services.explain();
      return failure ? { failure, outputs: {} } : ended;
    } catch (error) {
      throw refusalOf(error, job, "run a job");
    } finally {
      limit.clear();
      // Nobody waits for it but the end of the run.
      around.track(services.remove()).catch(() => {});
    }

    async function inShell(waiting: Waiting, started: JobRequest, acts: Acts): Promise<Failure | undefined> {
      try {
        await Promise.all([acts.services, acts.before(waiting.container)]);
        const failure = await runSteps(around, waiting, started, { limit, results });
        await acts.after(waiting.container, failure);
        return failure;
      } finally {
        waiting.attachment.cut();
        around.track(removeWaiting(around, waiting)).catch(() => {});
      }
    }

    async function withoutShell(
      containers: ContainerRequest,
      started: JobRequest,
      acts: Acts,
    ): Promise<Failure | undefined> {
      await acts.services;
      for (;;) {
        const tree = await mountFor(around, containers);
        try {
          return await runBare(around, started, { limit, results }, { containers, tree, ...acts });
        } catch (error) {
          if (!(error instanceof TreeUnusable)) throw error;
          if (!around.trees.giveUp(tree.way)) throw startRefusal(error.cause, job);
        }
      }
    }
  };

  /** A waiting shell, or undefined where the image has none and the job needs none. */
  const shellOf = async (request: ContainerRequest): Promise<Waiting | undefined> => {
    const { job, image, reference } = request;
    if (bare.has(image.id)) {
      // Nothing is made of it yet, by which one would see that it is gone.
      await around.engine.getImage(image.id).inspect();
    } else {
      try {
        return await waitingFor(request);
      } catch (error) {
        if (!(error instanceof NoShell)) throw error;
        bare.add(image.id);
      }
    }
    if (job.steps.every((step) => step.run.kind !== "shell")) return undefined;
    throw new DiagnosticError(diagnostic("WB4005", { image: reference, job: job.id }, { at: job.location }));
  };

  const close = () => {
    closing ??= removeRun(around, run, { busy: executing > 0, settled: around.settled });
    return closing;
  };
  return {
    prepare,
    execute(request) {
      executing += 1;
      return around.track(execute(request)).finally(() => {
        executing -= 1;
      });
    },
    close,
  };
}

interface Acts {
  readonly services: Promise<void>;
  readonly before: (container: Docker.Container) => Promise<void>;
  readonly after: (container: Docker.Container, failure: Failure | undefined) => Promise<void>;
}
