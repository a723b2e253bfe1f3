import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { isMissing, wordsOf } from "../../engine/api.ts";
import { BLOCK, head } from "../../tree/pack.ts";
import { type Attachment, attach } from "./attachment.ts";
import { waitingContainer } from "./container.ts";
import type { Surroundings } from "./context.ts";
import { refusalOf } from "./engine-error.ts";
import { hasVanished, type LocalImage } from "./images.ts";
import { greeting, WORKSPACE } from "./shell.ts";
import { removeVolume } from "./volumes.ts";
import type { TreeMount } from "./workspace-mounts.ts";

/** A container in which a shell waits for the steps of a job. */
export interface Waiting {
  readonly container: Docker.Container;
  readonly attachment: Attachment;
  readonly nonce: string;
  readonly tree: TreeMount;
}

export interface ContainerRequest {
  readonly job: ScriptJob;
  readonly image: LocalImage;
  /** As the job names it. */
  readonly reference: string;
  readonly network?: string | undefined;
}

/** The image has no shell that could wait. */
export class NoShell extends Error {}

/** A container whose tree is not that of the run: the engine has mounted something else, and reported no error. */
export class TreeMissing extends Error {
  /** What the tree holds, and the container does not show. */
  readonly witness: string;

  constructor(witness: string) {
    super(`the container does not show ${witness}`);
    this.witness = witness;
  }
}

/**
 * Makes a container for a job, with its tree, and starts a shell in it that waits for steps.
 *
 * @throws {NoShell} when the image has none
 * @throws {DiagnosticError} when the engine refuses
 */
export async function startWaiting(around: Surroundings, request: ContainerRequest): Promise<Waiting> {
  for (;;) {
    const tree = await mountFor(around, request);
    const made = await create(around, request, tree);
    try {
      return await start(made, request);
    } catch (error) {
      made.attachment.cut();
      await removeWaiting(around, made);
      if (error instanceof NoShell || error instanceof DiagnosticError) throw error;
      if (isTreeFault(error) && around.trees.giveUp(tree.way)) continue;
      throw startRefusal(error, request.job);
    }
  }
}

/** The tree that a job begins with: without a checkout, an empty one. */
export const mountFor = ({ trees }: Surroundings, { job, image }: ContainerRequest): Promise<TreeMount> =>
  job.checkout === "none" ? trees.empty() : trees.mount(image.id);

/** Whether a container has no tree because the engine cannot mount it the way that was tried. */
export function isTreeFault(error: unknown): boolean {
  return error instanceof TreeMissing || (!(error instanceof DiagnosticError) && /mount/i.test(wordsOf(error)));
}

/** What it means to the user that a job has no container with its tree, by whatever way. */
export function startRefusal(error: unknown, job: ScriptJob): Error {
  if (!(error instanceof TreeMissing)) return refusalOf(error, job, "start a container");
  return new DiagnosticError(diagnostic("WB4019", { job: job.id, path: error.witness }, { at: job.location }));
}

/** Removes a job's container and its tree. Fails only when the engine does. */
export async function removeWaiting(
  { engine }: Surroundings,
  { container, tree }: Pick<Waiting, "container" | "tree">,
): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error) => {
    // 409: somebody removes it already.
    if (!isMissing(error) && (error as { statusCode?: number }).statusCode !== 409) throw error;
  });
  for (const volume of tree.volumes) await removeVolume(engine, volume);
}

async function create(around: Surroundings, request: ContainerRequest, tree: TreeMount): Promise<Waiting> {
  const nonce = randomBytes(12).toString("hex");
  const { job, image, network } = request;
  try {
    const spec = { ...{ job, network, tree }, image: image.id, labels: around.labels };
    const options = waitingContainer({ ...spec, limits: await around.limits });
    const container = await around.engine.createContainer(options);
    return { container, attachment: await attach(container, nonce), nonce, tree };
  } catch (error) {
    if (hasVanished(error)) throw error;
    throw refusalOf(error, job, "create a container");
  }
}

async function start(waiting: Waiting, { job, image, reference }: ContainerRequest): Promise<Waiting> {
  const { container, attachment, nonce, tree } = waiting;
  const witness = await treeReady(tree);
  await tree.fill?.(container);
  if (!isSuperuser(job.user ?? image.user)) await openWorkspace(container);
  await container.start();
  attachment.send(greeting(nonce, witness));
  const answer = await attachment.mark();
  if (answer === 0) return waiting;
  if (answer !== undefined) throw new TreeMissing(witness ?? "");
  const { State } = await container.inspect();
  if (State.ExitCode === 127 || State.ExitCode === 126) throw new NoShell();
  const values = { job: job.id, reason: `its shell ended at once, with exit code ${State.ExitCode} (${reference})` };
  throw new DiagnosticError(diagnostic("WB4006", values, { at: job.location }));
}

/**
 * @returns the path by which the tree is known
 * @throws {DiagnosticError} WB4011 when the source tree cannot be read
 */
export async function treeReady(tree: TreeMount): Promise<string | undefined> {
  return tree.ready.catch((error: unknown) => {
    if (error instanceof DiagnosticError) throw error;
    throw new DiagnosticError(diagnostic("WB4011", { reason: (error as Error).message }));
  });
}

function isSuperuser(user: string): boolean {
  return ["", "0", "root"].includes(user.split(":", 1)[0] as string);
}

/** The engine's volumes belong to the superuser: others may write into this one too. */
export async function openWorkspace(container: Docker.Container): Promise<void> {
  // From outside of it: the entry for the folder that an archive is unpacked into is passed over.
  const entry = head({ path: `${WORKSPACE.slice(1)}/`, type: "Directory", mode: 0o777 });
  const archive = Buffer.concat([...entry, Buffer.alloc(2 * BLOCK)]);
  await container.putArchive(Readable.from([archive], { objectMode: false }), { path: "/" });
}
