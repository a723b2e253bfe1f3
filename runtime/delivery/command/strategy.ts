import { setTimeout as pause } from "node:timers/promises";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Command, CommandDestination } from "../../../compiler/graph/model/index.ts";
import type { Executor } from "../../executors/executor.ts";
import { shortReference } from "../../registry/repository.ts";
import { DeployError, type DeployRequest, type DeployStrategy } from "../contract.ts";
import { imageIn, sameDigest } from "./digest.ts";
import { type Runner, withRunner } from "./run.ts";

/** Milliseconds between two questions for what runs. */
const PAUSE = 500;

/** Ships by the author's own commands. */
export function commandStrategy(executor: Executor, to: CommandDestination): DeployStrategy {
  return {
    plan: (request) => withRunner({ executor, to, request }, (runner) => plan({ runner, to, request })),
    deploy: (request) => withRunner({ executor, to, request }, (runner) => deploy({ runner, to, request })),
  };
}

interface Deploy {
  readonly runner: Runner;
  readonly to: CommandDestination;
  readonly request: DeployRequest;
}

const targetOf = (to: CommandDestination) => `destination ${to.name}`;

async function plan(deploy: Deploy): Promise<readonly string[]> {
  const { to, request } = deploy;
  const target = targetOf(to);
  const image = shortReference(request.reference);
  const would = `${target}: would run ${JSON.stringify(to.run.name)} in ${to.image.reference}`;
  if (!to.readBack) return [`${target}: image -> ${image} (no readBack shows what runs now)`, would];
  const previous = await runningBefore(deploy);
  if (sameDigest(previous, request.reference)) return [];
  return [`${target}: image ${previous ? shortReference(previous) : "none"} -> ${image}`, would];
}

async function deploy(deploy: Deploy): Promise<void> {
  const { to, request } = deploy;
  const { reference, sink, signal } = request;
  const target = targetOf(to);
  const image = shortReference(reference);
  const previous = to.readBack && (await runningBefore(deploy));
  if (to.readBack) sink.line("stdout", `${target}: image ${previous ? shortReference(previous) : "none"} -> ${image}`);
  const told = { WAYBILL_PREVIOUS: previous ?? "" };
  const reason = await bring(deploy, { command: to.run, wanted: reference, told, signal });
  if (reason === undefined) {
    sink.line("stdout", to.readBack ? `${target} runs ${image}` : `${target} was given ${image}`);
    return;
  }
  sink.line("stderr", `${target}: ${reason}`);
  const now = await undo(deploy, previous, reason);
  const at = { at: request.job.location };
  if (signal.aborted)
    throw new DeployError("done", diagnostic("WB5027", { target, reason: "the run was cancelled", now }, at));
  throw new DeployError("done", diagnostic("WB5050", { target, image, reason, now }, at));
}

/** @throws {DiagnosticError} WB5052 when it cannot be told */
async function runningBefore({ runner, to, request }: Deploy): Promise<string | undefined> {
  const { reference, signal, job } = request;
  const { printed, failure } = await runner.run(to.readBack as Command, variables(reference), { signal, quiet: true });
  if (failure === undefined) return imageIn(printed, reference);
  throw new DiagnosticError(diagnostic("WB5052", { target: targetOf(to), reason: failure }, { at: job.location }));
}

interface Bringing {
  readonly command: Command;
  /** What must run afterwards. */
  readonly wanted: string;
  readonly told: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs a command, and asks until what it was to bring runs. Resolves with why it does not, or undefined. */
async function bring({ runner, to, request }: Deploy, bringing: Bringing): Promise<string | undefined> {
  const { command, wanted, told, signal } = bringing;
  const env = { ...variables(request.reference), ...(to.readBack && told) };
  const until = Date.now() + to.deadline * 1000;
  const { failure } = await runner.run(command, env, { signal });
  if (failure !== undefined || !to.readBack) return failure;
  for (;;) {
    const { printed, failure: trouble } = await runner.run(to.readBack, env, { signal, quiet: true });
    const found = trouble === undefined ? imageIn(printed, request.reference) : undefined;
    if (sameDigest(found, wanted)) return undefined;
    if (signal.aborted) return "it was stopped";
    if (Date.now() > until) return trouble ?? `it runs ${found ? shortReference(found) : "nothing that is known"}`;
    await pause(PAUSE, undefined, { signal }).catch(() => {});
  }
}

/** Brings back what ran before, also when the run is cancelled. Resolves with what runs now, in words. */
async function undo(deploy: Deploy, previous: string | undefined, reason: string): Promise<string> {
  const { to, request } = deploy;
  const at = { at: request.job.location };
  const values = { target: targetOf(to), image: shortReference(request.reference), reason };
  if (!to.rollback || previous === undefined) {
    const why = to.rollback ? "nothing ran there before" : "it has no rollback";
    throw new DiagnosticError(diagnostic("WB5054", { ...values, why }, at));
  }
  const was = shortReference(previous);
  request.sink.line("stderr", `${values.target}: going back to ${was}`);
  const told = { WAYBILL_PREVIOUS: previous };
  const { signal } = new AbortController();
  const trouble = await bring(deploy, { command: to.rollback, wanted: previous, told, signal });
  if (trouble === undefined) return `${was} was restored and runs`;
  throw new DeployError("failed", diagnostic("WB5051", { ...values, trouble }, at));
}

const variables = (reference: string) => ({ WAYBILL_IMAGE: reference });
