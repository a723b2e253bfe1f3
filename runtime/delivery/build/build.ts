import { readFile, realpath, stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import type Docker from "dockerode";
import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { hasBuildKit } from "../../engine/buildkit.ts";
import { credentialsFor, type RegistryAuth } from "../../registry/credentials.ts";
import { push } from "../../registry/push.ts";
import { registryOf } from "../../registry/repository.ts";
import type { Built, DeliverySink } from "../../values/image.ts";
import type { BuildRequest } from "../contract.ts";
import { checkAgent } from "./agent.ts";
import { type Builder, buildClassically, buildWithBuildKit, type Outcome } from "./builder.ts";
import { contextStream } from "./context.ts";
import { buildDiagnostic } from "./failure.ts";
import { keepLayers } from "./layers.ts";
import { committedTags, type Purpose, tagsOf } from "./options.ts";

/**
 * Builds an image, pushes it under all its tags, and tells the digest that the registry knows it by.
 *
 * @param pauses milliseconds before each further attempt at a registry in trouble
 * @throws {DiagnosticError} WB5001 to WB5016
 */
export async function build(engine: Docker, request: BuildRequest, pauses: readonly number[]): Promise<Built> {
  const { job, sink, signal, args } = request;
  const { auth, tags, executed, builds } = await builtImage(engine, request);
  const [first, ...others] = tags;
  const access = { repository: job.repository, auth, login: job.login };
  const digest = await push(engine, { access, tag: first, sink, signal, pauses });
  for (const tag of others) await push(engine, { access, tag, sink, signal, pauses });
  if (job.layerCache !== "local" && executed !== undefined) {
    const build = async () => void (await builds("layers", SILENT));
    await keepLayers(engine, { access, sink, signal, pauses, executed, build });
  }
  const reference = `${job.repository}@${digest}`;
  sink.line("stdout", `the image is ${reference}`);
  return { digest, reference, ...(Object.keys(args).length > 0 && { args }) };
}

/**
 * Builds an image that is not pushed: the engine has it, with its tags.
 *
 * @throws {DiagnosticError} WB5001 to WB5009
 */
export async function buildOnly(engine: Docker, request: BuildRequest): Promise<void> {
  const { tags, image } = await builtImage(engine, request);
  const name = `${request.job.repository}:${tags[0]}`;
  request.sink.line("stdout", `the image ${image} is not pushed: the engine has it as ${name}`);
}

interface BuiltImage {
  /** Its ID. */
  readonly image: string;
  readonly tags: readonly [string, ...string[]];
  readonly auth: RegistryAuth | undefined;
  /** How many steps were executed; undefined where the builder does not say. */
  readonly executed: number | undefined;
  /** Builds the same again. */
  builds(purpose: Purpose, to: DeliverySink): Promise<Outcome>;
}

/** Builds an image in the engine. */
async function builtImage(engine: Docker, request: BuildRequest): Promise<BuiltImage> {
  const { job, sink } = request;
  const { folder, source } = await readPlace(request);
  if (job.platforms.length > 1) {
    const reason = "it makes one at a time";
    throw refusal(request, "WB5007", { platforms: job.platforms.join(", "), reason });
  }
  const [first = request.commit, ...others] = tagsOf(request);
  if (request.edits && !request.edits.allowed) {
    const withheld = committedTags(request).join(", ");
    sink.line("stderr", `the tree differs from its commit: the image is tagged ${first}, and not ${withheld}`);
  }
  if (job.ssh) await checkAgent(request);
  const registry = registryOf(job.repository);
  const auth = await credentialsFor(registry, request.login);
  const builds = async (purpose: Purpose, to: DeliverySink): Promise<Outcome> => {
    const context = () => contextStream({ folder, dockerfile: job.dockerfile, time: request.commitTime });
    const builder = { engine, request: { ...request, sink: to }, context, purpose };
    const outcome = await runBuilder(builder, registry, auth);
    if (outcome.image !== undefined) return outcome;
    const file = relative(request.root, resolve(folder, job.dockerfile)).split(sep).join("/");
    const { reason = "", account } = outcome;
    throw new DiagnosticError(buildDiagnostic({ job, reason, file, source, ...(account && { account }) }));
  };
  const { image = "", account } = await builds("image", sink);
  if (account) {
    sink.line("stdout", `built ${image}: ${account.executed} steps executed, ${account.cached} from the cache`);
  }
  return { image, tags: [first, ...others], auth, executed: account?.executed, builds };
}

/** Every step has been shown when it was executed. */
const SILENT: DeliverySink = { line() {}, progress() {} };

async function runBuilder(builder: Builder, registry: string, auth: RegistryAuth | undefined): Promise<Outcome> {
  const { engine, request } = builder;
  const { job, secrets, sink } = request;
  const login = (asked: string) => (asked === registry ? Promise.resolve(auth) : credentialsFor(asked));
  if (await hasBuildKit(engine)) {
    const { agent } = request;
    const services = { secret: (id: string) => secrets[id], credentials: login };
    return buildWithBuildKit(builder, { ...services, ...(job.ssh && agent !== undefined && { agent }) });
  }
  if (Object.keys(job.secrets).length > 0) throw refusal(request, "WB5008", { feature: "build secrets" });
  if (job.ssh) throw refusal(request, "WB5008", { feature: "an SSH mount" });
  sink.line(
    "stdout",
    "this engine has no BuildKit: the classic builder is used, which keeps layers only in this engine",
  );
  return buildClassically(builder, auth ? { [registry]: auth } : {});
}

/** The context's folder, and the text of the Dockerfile in it. */
async function readPlace(request: BuildRequest): Promise<{ readonly folder: string; readonly source: string }> {
  const { job } = request;
  const root = await realpath(request.root);
  const folder = await realpath(resolve(root, job.context)).catch(() => undefined);
  const inside = folder !== undefined && (folder === root || folder.startsWith(root + sep));
  if (!inside || !(await stat(folder)).isDirectory()) throw refusal(request, "WB5002", { context: job.context });
  const source = await readFile(resolve(folder, job.dockerfile), "utf8").catch(() => undefined);
  if (source === undefined) throw refusal(request, "WB5001", { dockerfile: job.dockerfile, context: job.context });
  return { folder, source };
}

type Refusals = {
  WB5001: { dockerfile: string; context: string };
  WB5002: { context: string };
  WB5007: { platforms: string; reason: string };
  WB5008: { feature: string };
};

function refusal<C extends keyof Refusals>(request: BuildRequest, code: C, values: Refusals[C]): DiagnosticError {
  const all = { job: request.job.id, ...values } as unknown as Parameters<typeof diagnostic<C>>[1];
  return new DiagnosticError(diagnostic(code, all, { at: request.job.location }));
}
