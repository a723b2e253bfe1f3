import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { inheritsStage, stagedKeys } from "./staged.ts";
import { checkoutVariables } from "./checkout.ts";
import { afterStep, isPlain, plainLines, plainVariables } from "./plain-script.ts";
import type { Expr } from "../../expr/model.ts";
import { idTokens } from "../../graph/confidential.ts";
import { groupOf } from "../../graph/control.ts";
import { isFinal } from "../../graph/final.ts";
import type { Job, NativeJob, ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { valuesOf } from "../../graph/walk.ts";
import { withNative } from "../native.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { artifacts } from "./artifacts.ts";
import { buildKeys } from "./build.ts";
import { caches } from "./cache.ts";
import { controlKeys, controlScript, retryKey } from "./control.ts";
import { duration } from "./duration.ts";
import { deployKeys } from "./deploy.ts";
import { besideEngine } from "./dind.ts";
import { witnessNeeds } from "./probe-jobs.ts";
import { insideScript } from "./docker-run.ts";
import { lateScript, scriptConditions, withState } from "./output-conditions.ts";
import { lane } from "./matrix.ts";
import { needs } from "./needs.ts";
import { nativeKeys, type PresenceKeys, presenceKeys } from "./presence-keys.ts";
import { nativeScript } from "./script.ts";
import { services } from "./services.ts";
import { witnessNeed } from "./status-probe.ts";
import { nativeImage } from "./values.ts";

/** The order in which people expect a job's keys. */
const ORDER = [
  "stage",
  "tags",
  "image",
  "services",
  "variables",
  "id_tokens",
  "needs",
  "dependencies",
  "rules",
  "when",
  "interruptible",
  "resource_group",
  "environment",
  "timeout",
  "retry",
  "allow_failure",
  "cache",
  "script",
  "after_script",
  "artifacts",
];

/** The keys that depend on a job's kind. */
export interface JobKeys extends YamlMap {
  readonly script: readonly string[];
  readonly artifacts?: YamlMap | undefined;
}

export function gitlabJob(
  job: Job,
  graph: StageGraph,
  presence: ReadonlyMap<string, Expr>,
): { readonly job: YamlMap; readonly diagnostics: readonly Diagnostic[] } {
  const when = job.optional ? "optional" : job.manual ? "manual" : isFinal(job) ? "always" : "on_success";
  const condition = presenceKeys(job, graph, presence, when);
  if (job.kind === "native") return nativeJob(job, graph, { presence, condition });
  const own = ownKeys(job, graph);
  const keys: YamlMap = {
    stage: job.stage,
    ...neededJobs(job, graph, presence),
    ...controlKeys(job, graph),
    resource_group: groupOf(job)?.group ?? lane(job, graph),
    timeout: job.timeout === undefined ? undefined : duration(job.timeout),
    id_tokens: tokens(job),
    ...own,
    ...condition.keys,
    script: [...lateScript(job, graph), ...controlScript(job), ...own.script],
    artifacts: withState(job, graph, own.artifacts),
  };
  const emitted = Object.fromEntries(ORDER.map((key) => [key, keys[key]]));
  return { job: withNative(emitted, job.native?.gitlab), diagnostics: condition.diagnostics };
}

interface Placed {
  readonly presence: ReadonlyMap<string, Expr>;
  readonly condition: PresenceKeys;
}

/** A condition that GitLab tests in the script is one that a job without a script of ours cannot have. */
function nativeJob(job: NativeJob, graph: StageGraph, { presence, condition }: Placed): ReturnType<typeof gitlabJob> {
  const own = nativeKeys(job);
  const stage = own?.stage === undefined && inheritsStage(job) ? undefined : job.stage;
  // Its own keys say what it downloads: without them GitLab gives it all artifacts of earlier stages.
  const isStaged = stagedKeys(job, graph) !== undefined || (stage === undefined && job.needs.length === 0);
  const keys = { stage, ...(isStaged ? {} : neededJobs(job, graph, presence)), ...condition.keys };
  const isTested =
    lateScript(job, graph).length > 0 || scriptConditions(job).length > 0 || withState(job, graph, undefined);
  const problems = isTested ? [diagnostic("WB3181", { job: job.id }, { at: job.location })] : [];
  return { job: withNative(keys, job.native.gitlab), diagnostics: [...condition.diagnostics, ...problems] };
}

/** Where the author left the order to the stages, so does the file: GitLab gives such a job all artifacts of earlier stages. */
function neededJobs(job: Job, graph: StageGraph, presence: ReadonlyMap<string, Expr>): YamlMap {
  const probes = [...witnessNeeds(job, scriptConditions(job)), ...witnessNeed(job)];
  const staged = probes.length === 0 ? stagedKeys(job, graph) : undefined;
  return staged ? { dependencies: staged.dependencies } : { needs: [...needs(job, graph, presence), ...probes] };
}

function ownKeys(job: Exclude<Job, NativeJob>, graph: StageGraph): JobKeys {
  switch (job.kind) {
    case "script":
      return scriptKeys(job, graph);
    case "build":
      return buildKeys(job, graph);
    case "deploy":
      return deployKeys(job, graph);
  }
}

function scriptKeys(job: ScriptJob, graph: StageGraph): JobKeys {
  const image = nativeImage(job);
  const inside = image === undefined;
  const beside = [...(inside ? [besideEngine.service] : []), ...services(job)];
  if (image !== undefined && isPlain(job))
    return { ...plainKeys(job, image), services: beside.length ? beside : undefined };
  return {
    image: image === undefined ? besideEngine.image : ownImage(image, job.user),
    services: beside.length ? beside : undefined,
    variables: joined(inside ? besideEngine.variables : undefined, checkoutVariables(job)),
    retry: retryKey(job),
    allow_failure: allowFailure(job),
    cache: caches(job),
    script: inside ? insideScript(job, graph) : nativeScript(job, graph),
    artifacts: artifacts(job),
  };
}

function plainKeys(job: ScriptJob, image: string): JobKeys {
  const own = job.entrypoint === "image";
  return {
    image:
      image === ""
        ? undefined
        : own && !job.user
          ? image
          : { ...ownImage(image, job.user), ...(own && { entrypoint: undefined }) },
    variables: joined(plainVariables(job.env), checkoutVariables(job)),
    retry: retryKey(job),
    allow_failure: allowFailure(job),
    cache: caches(job),
    script: plainLines(job.steps[0]!),
    after_script: afterStep(job) && plainLines(afterStep(job)!),
    artifacts: artifacts(job),
  };
}

function joined(...maps: readonly (YamlMap | undefined)[]): YamlMap | undefined {
  const all = Object.assign({}, ...maps) as YamlMap;
  return Object.keys(all).length > 0 ? all : undefined;
}

/** GitLab runs an image's entrypoint around the script, unless it is emptied. */
function ownImage(name: string, user: string | undefined): YamlMap | undefined {
  if (name === "") return undefined;
  return { name, entrypoint: [""], docker: user ? { user } : undefined };
}

function allowFailure(job: ScriptJob): Yaml | undefined {
  if (!job.allowFailure) return undefined;
  const { exitCodes } = job.allowFailure;
  return exitCodes.length ? { exit_codes: exitCodes } : true;
}

/** GitLab makes each of them a masked variable of the job (docs: ci/yaml, `id_tokens`). */
function tokens(job: Job): Yaml | undefined {
  const found = idTokens(valuesOf(job));
  return found.length ? Object.fromEntries(found.map(({ name, audience }) => [name, { aud: audience }])) : undefined;
}
