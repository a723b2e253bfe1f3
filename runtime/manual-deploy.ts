import { randomBytes } from "node:crypto";
import { acceptable, DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import type { RunFacts } from "../compiler/expr/model.ts";
import type { DeployJob, StageGraph } from "../compiler/graph/model/index.ts";
import { DeployError, rollbackOf, type Delivery, type DeployRequest } from "./delivery/contract.ts";
import { turnsOf } from "./jobs/concurrency-group.ts";
import { missingSecrets, secretsOf } from "./jobs/secrets.ts";
import { output } from "./log/output.ts";
import { withFileContents } from "./secrets/file-contents.ts";
import { faultOf } from "./scheduler/fault.ts";
import { maskDiagnostic } from "./secrets/mask-event.ts";
import { maskersFor, maskText } from "./secrets/masker.ts";
import { resolveLogin, resolveStepEnv, type ValueSources } from "./values/values.ts";

/** An image of an earlier run, to be shipped by one deploy of the graph. */
export interface ByHand {
  readonly graph: StageGraph;
  readonly job: DeployJob;
  /** `repository@sha256:...`. */
  readonly reference: string;
  readonly root: string;
  readonly facts: RunFacts;
  readonly secrets: (name: string) => string | undefined;
  readonly delivery: Pick<Delivery, "strategyFor">;
  /** Folder that all runs of this machine share, for the turns of concurrency groups. */
  readonly shared: string;
  /** Told what the deploy tells, without secrets. */
  readonly line: (stream: "stdout" | "stderr", text: string) => void;
  readonly signal: AbortSignal;
}

/** One shipping by hand, with its name. */
export interface HandShipping {
  readonly run: string;
  /** What would change, a line each. */
  plan(): Promise<readonly string[]>;
  /** @throws {DeployError} as the destination's strategy does */
  deploy(): Promise<void>;
}

/**
 * Ships an image without running the pipeline: the deploy alone, which takes its turn like that of a run.
 *
 * @throws {DiagnosticError} WB4003 without a secret that the deploy is given, WB5053 when it uses what only a run has
 */
export function byHand(given: ByHand): HandShipping {
  const { graph, job, reference, root, delivery, shared, line, signal } = given;
  const secrets = withFileContents(graph, given.secrets);
  const missing = missingSecrets(graph, [job], secrets);
  if (!acceptable(missing)) throw new DiagnosticError(missing);
  const run = `${Date.now().toString(36)}${randomBytes(5).toString("hex")}`;
  const maskers = maskersFor([...secretsOf(job, graph)].flatMap((name) => secrets(name) ?? []));
  const out = output(maskers, line);
  const sources = sourcesOf({ ...given, secrets });
  const request: DeployRequest = {
    ...{ job, run, root, reference, env: resolveStepEnv(job.env, sources), signal },
    ...(job.login && { login: resolveLogin(job.login, sources) }),
    sink: { line: (stream, text) => out.write(stream, `${text}\n`), progress() {} },
  };
  const masked = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const thrown = error instanceof DiagnosticError ? error.diagnostics : [faultOf(job, error).diagnostic];
      const masks = thrown.map((one) => maskDiagnostic(one, (text) => maskText(maskers, text)));
      throw new DeployError(rollbackOf(error), masks);
    } finally {
      out.end();
    }
  };
  const turn = turnsOf({ run, root, folder: shared, notice: (message) => line("stderr", message) });
  const inTurn = async () => {
    const release = await turn(job, signal);
    if (!release) throw replaced(job);
    try {
      await (await delivery.strategyFor(job.to)).deploy(request);
    } finally {
      await release();
    }
  };
  return {
    run,
    plan: async () => masked((async () => (await delivery.strategyFor(job.to)).plan(request))()),
    deploy: () => masked(inTurn()),
  };
}

function sourcesOf({ job, reference, facts, secrets }: ByHand): ValueSources {
  const unknown = (what: string): never => {
    throw new DiagnosticError(diagnostic("WB5053", { job: job.id, what }, { at: job.location }));
  };
  return {
    ...{ facts, secret: secrets },
    input: (name) => unknown(`the input ${name}`),
    output: (from, name) => unknown(`the output ${name} of ${from}`),
    image: (from) => (from === job.image ? reference : unknown(`the image of ${from}`)),
  };
}

function replaced(job: DeployJob): DiagnosticError {
  const values = { target: job.id, reason: "a newer deploy took its turn", now: "nothing was changed" };
  return new DiagnosticError(diagnostic("WB5027", values, { at: job.location }));
}
