import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob, Service } from "../../../compiler/graph/model/index.ts";
import { isMissing } from "../../engine/api.ts";
import type { JobRequest } from "../executor.ts";
import { variables } from "./container.ts";
import { containerName } from "./container-name.ts";
import type { Surroundings } from "./context.ts";
import { refusalOf } from "./engine-error.ts";
import { type LocalImage, withImage } from "./images.ts";
import { RUN_LABEL } from "./labels.ts";
import { logTail } from "./log-tail.ts";
import { untilReady } from "./readiness.ts";

/** The services of one attempt of a job, on a network that only they and the job are on. */
export interface RunningServices {
  readonly network: string | undefined;
  /** Settles when all of them are ready. */
  readonly ready: Promise<void>;
  /** Says which of them have ended, and what they said last, when the job has failed. */
  explain(): Promise<void>;
  remove(): Promise<void>;
}

interface Started {
  readonly service: Service;
  readonly container: Docker.Container;
}

const NONE: RunningServices = {
  network: undefined,
  ready: Promise.resolve(),
  explain: async () => {},
  remove: async () => {},
};

/** @throws {DiagnosticError} when the network cannot be made; what goes wrong with a service is told by `ready` */
export async function startServices(
  around: Surroundings,
  request: JobRequest,
  signal: AbortSignal,
): Promise<RunningServices> {
  const { job, sink } = request;
  if (job.services.length === 0) return NONE;
  const { engine, labels } = around;
  const name = `waybill-${randomBytes(12).toString("hex")}`;
  const network = await engine.createNetwork({ Name: name, Labels: { ...labels } }).catch((error) => {
    throw refusalOf(error, job, "create a network");
  });
  const started: Started[] = [];
  const bring = async (service: Service, index: number) => {
    const container = await startService(around, { request, service, index, network: name }, signal);
    started.push({ service, container });
    const reason = await untilReady(engine, container, service, signal);
    if (reason === undefined || signal.aborted) return;
    await sink.write("stderr", await logTail(container, service.name));
    throw new DiagnosticError(
      diagnostic("WB4008", { service: service.name, job: job.id, reason }, { at: service.location }),
    );
  };
  const all = Promise.allSettled(job.services.map(bring));
  const ready = all.then((ends) => {
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
  });
  ready.catch(() => {});
  return {
    ...{ network: name, ready },
    async explain() {
      for (const { service, container } of started) {
        const state = await container.inspect().catch(() => undefined);
        if (!state || state.State.Running) continue;
        await sink.write("stderr", `service ${service.name} has ended with exit code ${state.State.ExitCode}\n`);
        await sink.write("stderr", await logTail(container, service.name));
      }
    },
    async remove() {
      await all;
      await Promise.all(
        started.map(({ container }) => container.remove({ force: true, v: true }).catch(ignoreMissing)),
      );
      await network.remove().catch(ignoreMissing);
    },
  };
}

interface ServiceStart {
  readonly request: JobRequest;
  readonly service: Service;
  readonly index: number;
  readonly network: string;
}

async function startService(
  around: Surroundings,
  { request, service, index, network }: ServiceStart,
  signal: AbortSignal,
): Promise<Docker.Container> {
  const { job, sink } = request;
  const { image: reference, login, env } = request.services[index] as JobRequest["services"][number];
  const progress = sink.progress;
  const limits = await around.limits;
  const start = async (image: LocalImage) => {
    const container = await around.engine.createContainer({
      ...{ Image: image.id, Env: variables(env), Labels: { ...around.labels, ...named(job, service) } },
      name: containerName(around.labels[RUN_LABEL] ?? "", job.id, service.name),
      ...(service.command && { Cmd: [...service.command] }),
      HostConfig: {
        ...{ Init: true, NetworkMode: network, SecurityOpt: ["no-new-privileges"] },
        ...{ PidsLimit: limits.processes, Memory: limits.memory },
        LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "1" } },
      },
      NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [service.name] } } },
    });
    await container.start().catch(async (error) => {
      await container.remove({ force: true, v: true });
      throw error;
    });
    return container;
  };
  return withImage(around.images, { reference, login, job, progress, signal }, start).catch((error) => {
    throw refusalOf(error, job, `start the service ${service.name}`);
  });
}

function named(job: ScriptJob, service: Service): Readonly<Record<string, string>> {
  return { "dev.waybill.job": job.id, "dev.waybill.service": service.name };
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
