import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ContainerRestart, DeployJob } from "../../../compiler/graph/model/index.ts";
import { wordsOf } from "../../engine/api.ts";
import { credentialsFor } from "../../registry/credentials.ts";
import { pull } from "../../registry/pull.ts";
import { registryOf, shortReference, splitReference } from "../../registry/repository.ts";
import { DeployError, type DeployRequest, type DeployStrategy } from "../contract.ts";
import { exclusively } from "../lock.ts";
import { guestsOf } from "./guests.ts";
import { awaitHealth, isHealthy } from "./health.ts";
import { find, type Inspection } from "./inspection.ts";
import { containerLock } from "./lock.ts";
import { showLog } from "./log.ts";
import { writtenVolumes } from "./mounts.ts";
import { type AfterStep, bringBack, heal, nextName, previousName, replace, stopsFirst } from "./replacement.ts";

export interface ContainerOptions {
  /** Milliseconds before each further attempt at a registry in trouble. */
  readonly pauses: readonly number[];
  /** Called after each step; default: nothing. */
  readonly after?: AfterStep;
}

/** Replaces one container in place, keeping all of its settings but the image's own. */
export function containerStrategy(engine: Docker, to: ContainerRestart, options: ContainerOptions): DeployStrategy {
  return {
    plan: (request) => planContainer(engine, to, request),
    async deploy(request) {
      const { job, reference, run, sink, signal } = request;
      await refuseIrreplaceable(engine, [await existing(engine, to, job)], job);
      await pullFor(engine, request, options.pauses);
      const lock = { target: `container ${to.container}`, run, seconds: 2 * to.deadline + 60, sink, signal };
      const place = containerLock(engine, to.container, reference);
      const { after = () => {} } = options;
      await exclusively(place, lock, async () => void (await replaceContainer({ engine, to, request, after })));
    },
  };
}

/** What replacing a container would change, a line each. */
export async function planContainer(
  engine: Docker,
  to: ContainerRestart,
  { job, reference }: DeployRequest,
): Promise<readonly string[]> {
  const old = await existing(engine, to, job);
  if ((await imageOf(engine, old, reference)) === reference) return [];
  await refuseIrreplaceable(engine, [old], job);
  return changesOf(old, to, reference);
}

function changesOf(old: Inspection, { container, order }: ContainerRestart, reference: string): readonly string[] {
  const name = `container ${container}`;
  const first = stopsFirst({ old, order });
  const way = first ? "stopped before the new one is started" : "kept running until the new one is healthy";
  const volumes = old.State.Running && !first ? writtenVolumes(old) : [];
  return [
    `${name}: image ${shortReference(old.Config.Image ?? old.Image)} -> ${shortReference(reference)}`,
    old.State.Running
      ? `${name}: the old one is ${way}`
      : `${name}: it is stopped now, and is started with the new image`,
    ...volumes.map((volume) => `${name}: both may write to ${volume} meanwhile; order: "stop-first" prevents that`),
  ];
}

/** Has the engine pull the image that ships. */
export async function pullFor(
  engine: Docker,
  { job, reference, login, sink, signal }: DeployRequest,
  pauses: readonly number[],
): Promise<void> {
  const { repository } = splitReference(reference);
  const access = { repository, auth: await credentialsFor(registryOf(repository), login), login: job.login };
  await pull(engine, { reference, access, sink, signal, pauses });
}

export interface ContainerDeploy {
  readonly engine: Docker;
  readonly to: ContainerRestart;
  readonly request: DeployRequest;
  readonly after: AfterStep;
}

/**
 * Replaces a container that nobody else deploys to now, with an image that the engine has.
 *
 * @returns whether it had to be
 */
export async function replaceContainer({ engine, to, request, after }: ContainerDeploy): Promise<boolean> {
  const { job, reference, sink, signal } = request;
  const name = to.container;
  const target = `container ${name}`;
  const mended = await heal(engine, name, isHealthy);
  if (mended) sink.line("stdout", mended);
  const old = await existing(engine, to, job);
  if ((await imageOf(engine, old, reference)) === reference && isHealthy(old)) {
    sink.line("stdout", `${target} runs ${shortReference(reference)} already`);
    return false;
  }
  await refuseIrreplaceable(engine, [old], job);
  const until = Date.now() + to.deadline * 1000;
  const image = shortReference(reference);
  for (const line of changesOf(old, to, reference)) sink.line("stdout", line);
  try {
    await replace({
      engine,
      name,
      old,
      reference,
      order: to.order,
      after,
      async proveHealthy(id) {
        const tell = (line: string) => sink.line("stdout", `${target}: ${line}`);
        const reason = await awaitHealth(engine, { id, until, signal, tell });
        if (reason === undefined) return;
        await showLog(engine, id, old.Config.Tty === true, sink).catch(() => {});
        throw new Unhealthy(reason);
      },
    });
  } catch (error) {
    if (error instanceof PowerLoss) throw error;
    const reason = error instanceof Unhealthy ? error.message : wordsOf(error);
    sink.line("stderr", `${target}: ${reason}; going back`);
    const state = await undo({ engine, to, request, after }, old, reason);
    const now = `${shortReference(old.Config.Image ?? old.Image)} was brought back${state}`;
    const at = { at: job.location };
    if (signal.aborted) {
      throw new DeployError("done", diagnostic("WB5027", { target, reason: "the run was cancelled", now }, at));
    }
    throw new DeployError("done", diagnostic("WB5022", { target, image, reason, now }, at));
  }
  const now = await existing(engine, to, job);
  const found = await imageOf(engine, now, reference);
  if (found !== reference) {
    throw new DeployError("unknown", diagnostic("WB5024", { target, found, image: reference }, { at: job.location }));
  }
  sink.line("stdout", `${target} runs ${image}`);
  return true;
}

/** The process ends here as far as the strategy can tell: nothing is undone. Thrown by tests of what a power loss leaves. */
export class PowerLoss extends Error {
  override readonly name = "PowerLoss";
}

class Unhealthy extends Error {
  override readonly name = "Unhealthy";
}

/** Brings the old container back; resolves with how it is now, in words. */
async function undo({ engine, to, request }: ContainerDeploy, old: Inspection, reason: string): Promise<string> {
  const { container: name } = to;
  try {
    await bringBack(engine, name);
    const now = await find(engine, name);
    if (now?.Id !== old.Id) throw new Error("the old container is gone");
    if (!old.State.Running) return ", stopped as it was";
    const trouble = await troubleOf(engine, now, { old, deadline: to.deadline });
    if (trouble === undefined) return " and runs";
    if (isHealthy(old)) throw new Error(trouble);
    return `; as before, ${trouble}`;
  } catch (error) {
    const values = {
      target: `container ${name}`,
      image: shortReference(request.reference),
      reason,
      trouble: wordsOf(error),
      now: `docker ps --all --filter name=${name}; the old one is called ${name} or ${previousName(name)}`,
    };
    throw new DeployError("failed", diagnostic("WB5023", values, { at: request.job.location }));
  }
}

interface Earlier {
  /** How it was before the deploy. */
  readonly old: Inspection;
  /** Seconds. */
  readonly deadline: number;
}

/** Why a container that was brought back is not well; one that never stopped is judged by what the engine knows now. */
async function troubleOf(engine: Docker, now: Inspection, { old, deadline }: Earlier): Promise<string | undefined> {
  if (now.State.StartedAt === old.State.StartedAt && isHealthy(now)) return undefined;
  const { signal } = new AbortController();
  return awaitHealth(engine, { id: now.Id, until: Date.now() + deadline * 1000, signal, tell() {} });
}

async function existing(engine: Docker, to: ContainerRestart, job: DeployJob): Promise<Inspection> {
  const { container } = to;
  const found = await find(engine, container);
  if (found?.Name === `/${container}`) return found;
  // An interrupted deploy may have left it under its other name: the next one begins by mending that.
  const kept = await find(engine, previousName(container));
  if (kept) return kept;
  const all = await engine.listContainers({ all: true });
  const own = [nextName(container), previousName(container)];
  const names = all.flatMap(({ Names }) => Names.map((name) => name.slice(1))).filter((name) => !own.includes(name));
  const list = names.length ? `the containers there are: ${names.sort().join(", ")}` : "there is no container at all";
  throw new DiagnosticError(diagnostic("WB5030", { container, existing: list }, { at: job.location }));
}

/**
 * What cannot be kept while the new ones are tried, and what other containers would lose with the old ones.
 *
 * @throws {DiagnosticError} WB5031, WB5062
 */
export async function refuseIrreplaceable(
  engine: Docker,
  containers: readonly Inspection[],
  job: DeployJob,
): Promise<void> {
  const at = { at: job.location };
  const passing = containers.find(({ HostConfig }) => HostConfig.AutoRemove);
  if (passing) throw new DiagnosticError(diagnostic("WB5031", { container: passing.Name.slice(1) }, at));
  for (const host of containers) {
    const [guest] = await guestsOf(engine, [host]);
    if (!guest) continue;
    const values = { container: host.Name.slice(1), guest: guest.name, uses: guest.uses };
    throw new DiagnosticError(diagnostic("WB5062", values, at));
  }
}

/** The image of a container: `reference` itself when it is that one, else as well as it can be named. */
async function imageOf(engine: Docker, { Image, Config }: Inspection, reference: string): Promise<string> {
  const image = await engine
    .getImage(Image)
    .inspect()
    .catch(() => undefined);
  return image?.RepoDigests?.includes(reference) ? reference : (image?.RepoDigests?.[0] ?? Config.Image ?? Image);
}
