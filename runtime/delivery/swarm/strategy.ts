import type Docker from "dockerode";
import { type Diagnostic, DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { SwarmService } from "../../../compiler/graph/model/index.ts";
import { wordsOf } from "../../engine/api.ts";
import { credentialsFor } from "../../registry/credentials.ts";
import { registryOf, shortReference, splitReference } from "../../registry/repository.ts";
import type { DeployRequest, DeployStrategy } from "../contract.ts";
import { exclusively } from "../lock.ts";
import { inspectService, type Service, sendSpec, type Task, tasksOf } from "./api.ts";
import { swarmLock } from "./lock.ts";
import { findService } from "./manager.ts";
import { changes, isImage, withImage } from "./specification.ts";
import { runningImage, taskLines } from "./tasks.ts";
import { type End, watchUpdate } from "./watch.ts";

/**
 * Updates a service of a Swarm. The Swarm itself carries the update out, watches it and rolls it back, also when we are
 * gone; here its progress is followed, and what it runs in the end is compared with what was tested.
 */
export function swarmStrategy(engine: Docker, to: SwarmService): DeployStrategy {
  return {
    async plan({ job, reference }) {
      return changes(await findService(engine, to, job), reference, to);
    },
    async deploy(request) {
      const service = await findService(engine, to, request.job);
      const { run, sink, signal } = request;
      const lock = { target: `service ${to.service}`, run, seconds: 2 * to.deadline + 60, sink, signal };
      await exclusively(swarmLock(engine, to.service), lock, () => update({ engine, to, request }, service.ID));
    },
  };
}

interface Deploy {
  readonly engine: Docker;
  readonly to: SwarmService;
  readonly request: DeployRequest;
}

async function update(deploy: Deploy, id: string): Promise<void> {
  const { engine, to, request } = deploy;
  const { reference, sink, signal } = request;
  const until = Date.now() + to.deadline * 1000;
  const tasks = taskLines(engine, id, reference, sink);
  const before = await settled(deploy, id, until);
  for (const line of changes(before, reference, to)) sink.line("stdout", line);
  if (isImage(before.Spec.TaskTemplate.ContainerSpec.Image, reference)) {
    sink.line("stdout", `service ${to.service} has ${shortReference(reference)} already`);
    return compare(deploy, id);
  }
  await tasks.skip();
  await send(deploy, id);
  const { end, status } = await watchUpdate(engine, {
    id,
    before: before.UpdateStatus?.StartedAt,
    until,
    signal,
    onLook: tasks.show,
  });
  await tasks.show();
  const now = await inspectService(engine, id);
  const found = now.Spec.TaskTemplate.ContainerSpec.Image;
  if (end === "completed" && isImage(found, reference)) return compare(deploy, id);
  if (end === "completed") throw broken(deploy, `its image is ${shortReference(found)} now`);
  const said = tasks.reason() || status?.Message || "";
  const old = before.Spec.TaskTemplate.ContainerSpec.Image;
  if (end === "rolled back") throw unhealthy(deploy, said, old);
  if (end === "rollback paused") throw stuck(deploy, said, status?.Message ?? "");
  const reason = end === "deadline" ? late(to, said) : said;
  await rollBack(deploy, now, end, reason);
  throw end === "stopped" ? stopped(deploy, old) : unhealthy(deploy, reason, old);
}

/** An update that is under way already has to end first: its status would be taken for ours. */
async function settled({ engine, request }: Deploy, id: string, until: number): Promise<Service> {
  const service = await inspectService(engine, id);
  const state = service.UpdateStatus?.State;
  if (state !== "updating" && state !== "rollback_started") return service;
  request.sink.line("stdout", "an earlier update is still under way: waiting for its end");
  await watchUpdate(engine, { id, before: undefined, until, signal: request.signal, onLook: () => {} });
  return inspectService(engine, id);
}

/** A service that someone else changes in the same moment is read again. */
async function send({ engine, to, request }: Deploy, id: string): Promise<void> {
  const { reference, login } = request;
  const { repository } = splitReference(reference);
  const auth = await credentialsFor(registryOf(repository), login);
  for (let attempt = 1; ; attempt++) {
    const service = await inspectService(engine, id);
    try {
      return await sendSpec(engine, service, withImage(service.Spec, reference, to), { auth });
    } catch (error) {
      const reason = wordsOf(error);
      if (!/update out of sequence/i.test(reason)) throw error;
      if (attempt === 5) throw broken({ engine, to, request }, reason);
    }
  }
}

async function rollBack(deploy: Deploy, service: Service, end: End, reason: string): Promise<void> {
  const { engine, to, request } = deploy;
  request.sink.line("stderr", `service ${to.service}: ${end === "stopped" ? "stopped" : reason}; going back`);
  const before = service.UpdateStatus?.StartedAt;
  const { ID: id } = service;
  await sendSpec(engine, service, service.PreviousSpec ?? service.Spec, { rollback: true });
  const way = await watchUpdate(engine, {
    id,
    before,
    until: Date.now() + to.deadline * 1000,
    signal: new AbortController().signal,
    onLook: () => {},
  });
  if (way.end !== "rolled back") throw stuck(deploy, reason, way.status?.Message ?? way.end);
}

/** Reads back what runs, and compares it with what was tested. */
async function compare({ engine, to, request }: Deploy, id: string): Promise<void> {
  const { reference, sink } = request;
  const running = (await tasksOf(engine, id)).filter(isRunning);
  const images = await Promise.all(running.map((task) => runningImage(engine, task, reference)));
  const wrong = images.find((image) => image !== reference);
  if (wrong !== undefined) {
    const values = { target: `service ${to.service}`, found: wrong, image: reference };
    throw new DiagnosticError(diagnostic("WB5024", values, { at: request.job.location }));
  }
  sink.line("stdout", `service ${to.service} runs ${shortReference(reference)} in ${running.length} tasks`);
}

function isRunning({ DesiredState, Status }: Task): boolean {
  return DesiredState === "running" && Status.State === "running";
}

function late({ deadline }: SwarmService, said: string): string {
  const reason = `it was not healthy within ${deadline} seconds`;
  return said ? `${reason}: ${said}` : reason;
}

function unhealthy({ to, request }: Deploy, reason: string, old: string): DiagnosticError {
  return failure(request, (place) =>
    diagnostic(
      "WB5022",
      {
        target: `service ${to.service}`,
        image: shortReference(request.reference),
        reason: reason || "its tasks failed",
        now: `${shortReference(old)} was brought back and runs`,
      },
      place,
    ),
  );
}

function stuck({ to, request }: Deploy, reason: string, trouble: string): DiagnosticError {
  return failure(request, (place) =>
    diagnostic(
      "WB5023",
      {
        target: `service ${to.service}`,
        image: shortReference(request.reference),
        reason: reason || "its tasks failed",
        trouble: trouble || "its rollback was paused",
        now: `docker service ps ${to.service}`,
      },
      place,
    ),
  );
}

function broken({ to, request }: Deploy, reason: string): DiagnosticError {
  return failure(request, (place) => diagnostic("WB5025", { target: `service ${to.service}`, reason }, place));
}

function stopped({ to, request }: Deploy, old: string): DiagnosticError {
  const reason = "the run was cancelled";
  const now = `${shortReference(old)} was brought back and runs`;
  return failure(request, (place) => diagnostic("WB5027", { target: `service ${to.service}`, reason, now }, place));
}

function failure(
  { job }: DeployRequest,
  make: (place: { readonly at: typeof job.location }) => Diagnostic,
): DiagnosticError {
  return new DiagnosticError(make({ at: job.location }));
}
