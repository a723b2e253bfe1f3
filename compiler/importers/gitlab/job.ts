import { exprKey } from "../../expr/key.ts";
import type { Expr } from "../../expr/model.ts";
import { dataValue, type ImportedJob, type Note, object, type Options, type Value } from "../model.ts";
import { entriesOf, isTagged, memberOf, plain, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { KEYS } from "./carry.ts";
import { type GitLabConfig, type GitLabJob, isKnown } from "./config.ts";
import { type Kept, PRESENCE } from "./kept.ts";
import { artifactsOf, needsOf } from "./needs.ts";
import { isAlwaysWith, type Placed, upperBound } from "./placed.ts";
import type { Outcome } from "./presence.ts";
import { afterStep, stepsOf } from "./script.ts";

/** Keys that are read together with others. */
const TOGETHER: ReadonlySet<string> = new Set([
  "rules",
  "only",
  "except",
  "when",
  "needs",
  "dependencies",
  "script",
  "run",
  "before_script",
  "after_script",
  "allow_failure",
  "stage",
  "start_in",
]);

export interface ReadJob {
  readonly job: ImportedJob;
  readonly notes: readonly Note[];
}

/** What a job is read beside. */
export interface JobContext {
  readonly config: GitLabConfig;
  readonly all: ReadonlyMap<string, Placed>;
  readonly kept: Kept;
}

type Native = Record<string, Value>;

/** A job as a declaration. What cannot be said of it stays among its native keys, and a job that is not known as a whole stays native. */
export function readJob(placed: Placed, { config, all, kept }: JobContext): ReadJob {
  const { job } = placed;
  const whole = nativeJob(placed);
  if (kept.whole || isNative(job)) return { job: whole, notes: [] };
  const { options, native, notes } = carried(job, kept.keys);
  if (keepsStandard(config)) Object.assign(native, withoutStandard(job, config));
  const control = kept.keys.has("rules") ? undefined : controlOf(placed);
  if (control === undefined) Object.assign(native, keysOf(job.node, PRESENCE));
  // The steps of a final job are processes of their own, so GitLab's key stays.
  const after = control?.finally || kept.keys.has("after_script") ? [] : afterStep(job.node);
  if (after.length === 0) Object.assign(native, keysOf(job.node, ["after_script"]));
  if (kept.keys.has("script")) Object.assign(native, keysOf(job.node, ["before_script", "script"]));
  const order = orderOf(placed, { config, all, kept }, native);
  return {
    job: {
      id: job.name,
      at: job.source.at,
      comments: job.comments,
      kind: "job",
      needs: order.needs,
      ...whenOf(placed, control === undefined),
      steps: [...stepsOf(job.node), ...after],
      spreads: [],
      options: {
        ...place(options),
        stage: job.stage,
        ...control,
        ...order.options,
        native: Object.keys(native).length > 0 ? object({ gitlab: object(native) }) : undefined,
      },
      keptAt: new Map(entriesOf(job.node).map(({ key, keyAt }) => [key, keyAt])),
      fallback: whole,
    },
    notes,
  };
}

/** Whether the language has no job of this kind: one without a script of its own, or one that is not known as a whole. */
function isNative({ node, templates }: GitLabJob): boolean {
  if (templates.length > 0 || memberOf(node, "trigger") || stepsOf(node).length === 0) return true;
  return ["before_script", "script", "after_script"].some((key) => {
    const script = memberOf(node, key);
    return script !== undefined && isTagged(script);
  });
}

/** Options of keys that each say something by themselves; the rest of them are native. */
function carried(job: GitLabJob, kept: Kept["keys"]) {
  const notes: Note[] = [];
  const native: Native = {};
  let options: Options = {};
  for (const { key, value } of entriesOf(job.node)) {
    if (TOGETHER.has(key) || (value.kind === "scalar" && value.value === null)) continue;
    const isSaid = Object.hasOwn(KEYS, key) && !kept.has(key) && !isTagged(value);
    const read = isSaid ? KEYS[key] : undefined;
    const found = read?.(value) ?? { native: dataValue(plain(value)) };
    if (found.native !== undefined) native[key] = found.native;
    options = { ...options, ...found.options };
    for (const { message, at } of found.notes ?? []) notes.push({ kind: "changed", job: job.name, message, at });
  }
  return { options, native, notes };
}

/** Whether the file keeps its `default`: jobs that are not known as a whole take from it what is not known either. */
export const keepsStandard = ({ jobs, standard }: GitLabConfig): boolean =>
  standard.length > 0 && jobs.some((job) => !isKnown(job));

/** What keeps a job that has all of its settings from taking those of `default` once more. */
function withoutStandard({ source }: GitLabJob, { standard }: GitLabConfig): Native {
  return {
    ...(standard.some(({ key }) => key === "before_script") && { before_script: [] }),
    ...keysOf(source, ["inherit"]),
  };
}

function keysOf(node: YamlMap, keys: readonly string[]): Native {
  const entries = entriesOf(node).filter(({ key }) => keys.includes(key));
  return Object.fromEntries(entries.map(({ key, value }) => [key, dataValue(plain(value))]));
}

/** A job without an image runs on the runner's machine. */
function place({ image, runner, ...options }: Options): Options {
  if (image !== undefined) return { image, runner, ...options };
  const { entrypoint: _, user: __, ...others } = options;
  return { machine: runner ?? "default", ...others };
}

/** A condition that takes more characters than this as the solver's key says nothing to people beside GitLab's own rules. */
const LONGEST_BOUND = 600;

/** The condition, which is only a bound where GitLab's own keys decide: it says in the language on which runs the job may be there. */
function whenOf({ condition, isExact }: Placed, isKept: boolean): { readonly when?: Expr } {
  const when = isExact ? condition : upperBound(condition);
  if (when.op === "constant" || (isKept && exprKey(when).length > LONGEST_BOUND)) return {};
  return { when };
}

interface Order {
  readonly needs: readonly string[];
  readonly options: Options;
}

/**
 * What a job comes after. Where GitLab's `needs` or `dependencies` say more than the language, they stay as they are, and the
 * order alone is said.
 */
function orderOf(placed: Placed, { config, all, kept }: JobContext, native: Native): Order {
  const { job } = placed;
  const explicit = memberOf(job.node, "needs");
  const { needs, downloads, optional, foreign } = needsOf(job, config);
  const dependencies = memberOf(job.node, "dependencies");
  if (!explicit) {
    if (dependencies && downloads.length > 0) native.dependencies = dataValue(plain(dependencies));
    return { needs: [], options: { downloads: !dependencies && takesFiles(needs, all) ? "all" : undefined } };
  }
  const none: Options = needs.length === 0 ? { needs: [] } : {};
  const isSaid = (name: string) => {
    const other = all.get(name)!;
    // The compiler says that a need is optional wherever it may be absent.
    return other.isExact && optional.includes(name) !== isAlwaysWith(other, placed);
  };
  const isExact =
    !kept.keys.has("needs") &&
    foreign.length === 0 &&
    !dependencies &&
    needs.every(isSaid) &&
    downloads.every(keepsFiles(all));
  if (!isExact) {
    Object.assign(native, keysOf(job.node, ["needs", "dependencies"]));
    return { needs, options: none };
  }
  return { needs, options: { ...none, downloads: downloads.length > 0 ? artifactsOf(downloads) : undefined } };
}

/** Whether the language has something of a job that others can download. */
const keepsFiles = (all: ReadonlyMap<string, Placed>) => (name: string) => {
  const { job } = all.get(name)!;
  const artifacts = memberOf(job.node, "artifacts");
  const isSaid = artifacts !== undefined && KEYS.artifacts!(artifacts).options !== undefined;
  return isSaid && !isNative(job);
};

const takesFiles = (needs: readonly string[], all: ReadonlyMap<string, Placed>) =>
  needs.some((name) => memberOf(all.get(name)!.job.node, "artifacts") !== undefined);

/** The job with all its keys. */
function nativeJob(placed: Placed): ImportedJob {
  const { job } = placed;
  const keys = isKnown(job) ? job.node : job.source;
  const entries = entriesOf(keys).filter(({ key }) => key !== "stage");
  return {
    id: job.name,
    at: job.source.at,
    comments: job.comments,
    kind: "native",
    needs: [],
    ...nativeWhen(
      placed,
      entries.map(({ key }) => key),
    ),
    steps: [],
    spreads: [],
    options: {
      stage: job.stage,
      gitlab: object(Object.fromEntries(entries.map(({ key, value }) => [key, dataValue(plain(value))]))),
    },
  };
}

/** What a job extends may say when it runs, in words of GitLab's that the language has only where the condition is exact. */
function nativeWhen(placed: Placed, keys: readonly string[]): { readonly when?: Expr } {
  if (keys.some((key) => PRESENCE.includes(key))) return whenOf(placed, true);
  const [outcome] = placed.presence.outcomes;
  const isPlain = placed.isExact && outcome?.when === "on_success" && !outcome.allowFailure;
  return keys.includes("extends") && !isPlain ? {} : whenOf(placed, false);
}

/** Options that say how a job runs; undefined where it does different things under different conditions. */
function controlOf({ job, presence, isExact }: Placed): Options | undefined {
  const [outcome] = presence.outcomes;
  return isExact && outcome ? effectOf(outcome, allowFailureOf(job)) : undefined;
}

function effectOf({ when, allowFailure, byRule }: Outcome, standard: Value | undefined): Options | undefined {
  if (allowFailure) return ruled(when, allowFailure);
  if (when === "manual") {
    // A rule's manual job blocks; one without rules does not (docs: ci/yaml, `when: manual`).
    if (standard !== undefined && typeof standard !== "boolean") return undefined;
    return { manual: (standard === undefined ? byRule : !standard) ? true : object({ blocks: false }) };
  }
  return { allowFailure: standard === false ? undefined : standard };
}

/** Where the only rule of a job says whether it may fail, the job itself does. */
function ruled(when: Outcome["when"], node: YamlNode): Options | undefined {
  if (node.kind !== "scalar" || typeof node.value !== "boolean") return undefined;
  if (when === "manual") return { manual: node.value ? object({ blocks: false }) : true };
  return { allowFailure: node.value ? true : undefined };
}

function allowFailureOf({ node }: GitLabJob): Value | undefined {
  const given = memberOf(node, "allow_failure");
  if (!given) return undefined;
  if (given.kind === "scalar") return given.value === true;
  return KEYS.allow_failure!(given).options?.allowFailure;
}
