import type Docker from "dockerode";
import { type Diagnostic, DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { SwarmService } from "../../../compiler/graph/model/index.ts";
import { wordsOf } from "../../engine/api.ts";
import { credentialsFor } from "../../registry/credentials.ts";
import { registryOf, shortReference, splitReference } from "../../registry/repository.ts";
import type { Rollback } from "../../events.ts";
import { DeployError, type DeployRequest, type DeployStrategy } from "../contract.ts";
import { exclusively } from "../lock.ts";
import { countTasks, inspectService, type ServiceSpec, sendSpec, type Task, tasksOf } from "./api.ts";
import { swarmLock } from "./lock.ts";
import { findService } from "./manager.ts";
import { changes, isImage, settledSpec, withImage } from "./specification.ts";
import { awaitSteadiness, monitorOf } from "./steadiness.ts";
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
  const before = await inspectService(engine, id);
  const name = `service ${to.service}`;
  for (const line of changes(before, reference, to)) sink.line("stdout", line);
  const watch = { id, reference, until, signal, onLook: tasks.show };
  if (isImage(before.Spec.TaskTemplate.ContainerSpec.Image, reference)) {
    sink.line("stdout", `${name} has ${shortReference(reference)} already`);
    const { running, desired, steady } = await awaitSteadiness(engine, watch);
    if (!steady) throw unsteady(deploy, { running, desired, reason: tasks.reason() });
    return compare(deploy, id);
  }
  await tasks.skip();
  const state = before.UpdateStatus?.State;
  if (state === "updating" || state === "rollback_started") {
    sink.line("stdout", `${name}: an earlier update is still under way; this one supersedes it`);
  }
  await send(deploy, id);
  if (await hasNoTasks(engine, id)) return compare(deploy, id);
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
  const good = settledSpec(before);
  const old = good.TaskTemplate.ContainerSpec.Image;
  if (end === "completed") {
    if (!isImage(found, reference)) throw broken(deploy, `its image is ${shortReference(found)} now`);
    // What was healthy in time gets the time to prove it.
    const proved = { ...watch, until: Math.max(until, Date.now() + monitorOf(now) * 2) };
    const { running, desired, steady } = await awaitSteadiness(engine, proved);
    if (steady) return compare(deploy, id);
    const reason = `${running} of ${desired} tasks run${tasks.reason() ? `: ${tasks.reason()}` : ""}`;
    await goBack(deploy, { id, good, end: signal.aborted ? "stopped" : "deadline", reason });
    throw signal.aborted ? stopped(deploy, old) : unhealthy(deploy, reason, old);
  }
  const said = tasks.reason() || status?.Message || "";
  if (end === "rolled back") {
    // The Swarm goes back to the specification before this one, which was that of an update that had not ended.
    if (good !== before.Spec) await goBack(deploy, { id, good, end, reason: said });
    throw unhealthy(deploy, said, old);
  }
  if (end === "rollback paused" && good === before.Spec) throw stuck(deploy, said, status?.Message ?? "");
  const reason = end === "deadline" ? late(to, said) : said;
  await goBack(deploy, { id, good, end, reason });
  throw end === "stopped" ? stopped(deploy, old) : unhealthy(deploy, reason, old);
}

/** Replicas 0, or a global service that no node fits: an update of nothing never ends. */
async function hasNoTasks(engine: Docker, id: string): Promise<boolean> {
  const { desired } = await countTasks(engine, await inspectService(engine, id));
  return desired === 0;
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

interface WayBack {
  readonly id: string;
  /** What the service was before. */
  readonly good: ServiceSpec;
  readonly end: End;
  readonly reason: string;
}

/** Brings back what the service was, and waits until it is. */
async function goBack(deploy: Deploy, { id, good, end, reason }: WayBack): Promise<void> {
  const { engine, to, request } = deploy;
  request.sink.line("stderr", `service ${to.service}: ${end === "stopped" ? "stopped" : reason}; going back`);
  const service = await inspectService(engine, id);
  const before = service.UpdateStatus?.StartedAt;
  const previous = service.PreviousSpec?.TaskTemplate.ContainerSpec.Image;
  const rollback = previous === good.TaskTemplate.ContainerSpec.Image;
  const { repository } = splitReference(request.reference);
  const auth = await credentialsFor(registryOf(repository), request.login);
  await sendSpec(engine, service, rollback ? (service.PreviousSpec ?? good) : good, { rollback, auth });
  const way = await watchUpdate(engine, {
    id,
    before,
    until: Date.now() + to.deadline * 1000,
    signal: new AbortController().signal,
    onLook: () => {},
  });
  const ended = rollback ? way.end === "rolled back" : way.end === "completed";
  if (!ended) throw stuck(deploy, reason, way.status?.Message ?? way.end);
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
  const { Spec } = await inspectService(engine, id);
  const image = shortReference(reference);
  if (running.length > 0) {
    sink.line("stdout", `service ${to.service} runs ${image} in ${running.length} tasks`);
    return;
  }
  const why = Spec.Mode?.Global ? "no node fits it" : "it has 0 replicas";
  sink.line(
    "stdout",
    `service ${to.service} has ${image} and no tasks, as ${why}: nothing runs, and nothing was proved`,
  );
}

function isRunning({ DesiredState, Status }: Task): boolean {
  return DesiredState === "running" && Status.State === "running";
}

function late({ deadline }: SwarmService, said: string): string {
  const reason = `it was not healthy within ${deadline} seconds`;
  return said ? `${reason}: ${said}` : reason;
}

function unhealthy({ to, request }: Deploy, reason: string, old: string): DiagnosticError {
  return failure(request, "done", (place) =>
    diagnostic(
      "WB5022",
      {
        target: `service ${to.service}`,
        image: shortReference(request.reference),
        reason: reason || "its tasks failed",
        now: `${shortReference(old)} was restored and runs`,
      },
      place,
    ),
  );
}

function stuck({ to, request }: Deploy, reason: string, trouble: string): DiagnosticError {
  return failure(request, "failed", (place) =>
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
  return failure(request, "unknown", (place) =>
    diagnostic("WB5025", { target: `service ${to.service}`, reason }, place),
  );
}

interface UnsteadyTasks {
  readonly running: number;
  readonly desired: number;
  readonly reason: string;
}

function unsteady({ to, request }: Deploy, { running, desired, reason }: UnsteadyTasks): DiagnosticError {
  const values = {
    ...{ target: `service ${to.service}`, image: shortReference(request.reference), service: to.service },
    ...{ running: String(running), desired: String(desired), reason: reason || "its tasks keep ending" },
  };
  return failure(request, "none", (place) => diagnostic("WB5065", values, place));
}

function stopped({ to, request }: Deploy, old: string): DiagnosticError {
  const reason = "the run was cancelled";
  const now = `${shortReference(old)} was restored and runs`;
  return failure(request, "done", (place) =>
    diagnostic("WB5027", { target: `service ${to.service}`, reason, now }, place),
  );
}

function failure(
  { job }: DeployRequest,
  rollback: Rollback,
  make: (place: { readonly at: typeof job.location }) => Diagnostic,
): DiagnosticError {
  return new DeployError(rollback, make({ at: job.location }));
}
