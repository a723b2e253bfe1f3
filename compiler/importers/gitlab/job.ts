import type { Expr } from "../../expr/model.ts";
import { dataValue, type ImportedJob, type Note, object, type Options, type Value } from "../model.ts";
import { entriesOf, memberOf, plain, type YamlMap } from "../yaml/index.ts";
import { KEYS } from "./carry.ts";
import type { GitLabConfig, GitLabJob } from "./config.ts";
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

/** The keys by which GitLab decides whether a job runs. */
const PRESENCE: readonly string[] = ["rules", "only", "except", "when", "allow_failure", "start_in"];

export interface ReadJob {
  readonly job: ImportedJob;
  readonly notes: readonly Note[];
}

type Native = Record<string, Value>;

/** A job as a declaration. What cannot be said of it stays among its native keys, and a job that is not known as a whole stays native. */
export function readJob(placed: Placed, config: GitLabConfig, all: ReadonlyMap<string, Placed>): ReadJob {
  const { job } = placed;
  const kept = nativeJob(placed);
  if (job.unknown.length > 0 || memberOf(job.node, "trigger") || stepsOf(job.node).length === 0) {
    return { job: kept, notes: [] };
  }
  const { options, native, notes } = carried(job);
  if (keepsStandard(config)) Object.assign(native, withoutStandard(job, config));
  const control = controlOf(placed);
  if (control === undefined) Object.assign(native, keysOf(job.node, PRESENCE));
  // The steps of a final job are processes of their own, so GitLab's key stays.
  const after = control?.finally ? [] : afterStep(job.node);
  if (after.length === 0) Object.assign(native, keysOf(job.node, ["after_script"]));
  const order = orderOf(placed, config, all, native);
  return {
    job: {
      id: job.name,
      at: job.source.at,
      comments: job.comments,
      kind: "job",
      needs: order.needs,
      ...whenOf(placed),
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
      fallback: kept,
    },
    notes,
  };
}

/** Options of keys that each say something by themselves; the rest of them are native. */
function carried(job: GitLabJob) {
  const notes: Note[] = [];
  const native: Native = {};
  let options: Options = {};
  for (const { key, value } of entriesOf(job.node)) {
    if (TOGETHER.has(key) || (value.kind === "scalar" && value.value === null)) continue;
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    const found = read?.(value) ?? { native: dataValue(plain(value)) };
    if (found.native !== undefined) native[key] = found.native;
    options = { ...options, ...found.options };
    for (const { message, at } of found.notes ?? []) notes.push({ kind: "changed", job: job.name, message, at });
  }
  return { options, native, notes };
}

/** Whether the file keeps its `default`: jobs that are not known as a whole take from it what is not known either. */
export const keepsStandard = ({ jobs, standard }: GitLabConfig): boolean =>
  standard.length > 0 && jobs.some(({ unknown }) => unknown.length > 0);

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

/** The condition, which is only a bound where GitLab's own keys decide. */
function whenOf({ condition, isExact }: Placed): { readonly when?: Expr } {
  const when = isExact ? condition : upperBound(condition);
  return when.op === "constant" ? {} : { when };
}

interface Order {
  readonly needs: readonly string[];
  readonly options: Options;
}

/**
 * What a job comes after. Where GitLab's `needs` or `dependencies` say more than the language, they stay as they are, and the
 * order alone is said.
 */
function orderOf(placed: Placed, config: GitLabConfig, all: ReadonlyMap<string, Placed>, native: Native): Order {
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
    return other.isExact && !optional.includes(name) && isAlwaysWith(other, placed);
  };
  const isExact = foreign.length === 0 && !dependencies && needs.every(isSaid) && downloads.every(keepsFiles(all));
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
  return isSaid && job.unknown.length === 0 && !memberOf(job.node, "trigger");
};

const takesFiles = (needs: readonly string[], all: ReadonlyMap<string, Placed>) =>
  needs.some((name) => memberOf(all.get(name)!.job.node, "artifacts") !== undefined);

/** The job with all its keys. */
function nativeJob(placed: Placed): ImportedJob {
  const { job } = placed;
  const keys = job.unknown.length > 0 ? job.source : job.node;
  const isWhole = job.unknown.length === 0;
  const entries = entriesOf(keys).filter(({ key }) => !isWhole || key !== "stage");
  return {
    id: job.name,
    at: job.source.at,
    comments: job.comments,
    kind: "native",
    needs: [],
    ...(isWhole && whenOf(placed)),
    steps: [],
    spreads: [],
    options: {
      stage: isWhole ? job.stage : undefined,
      gitlab: object(Object.fromEntries(entries.map(({ key, value }) => [key, dataValue(plain(value))]))),
    },
  };
}

/** Options that say how a job runs; undefined where it does different things under different conditions. */
function controlOf({ job, presence, isExact }: Placed): Options | undefined {
  const [outcome] = presence.outcomes;
  return isExact && outcome ? effectOf(outcome, allowFailureOf(job)) : undefined;
}

function effectOf({ when, allowFailure, byRule }: Outcome, standard: Value | undefined): Options | undefined {
  if (allowFailure) return undefined;
  if (when === "manual") {
    // A rule's manual job blocks; one without rules does not (docs: ci/yaml, `when: manual`).
    if (standard !== undefined && typeof standard !== "boolean") return undefined;
    return { manual: (standard === undefined ? byRule : !standard) ? true : object({ blocks: false }) };
  }
  return { allowFailure: standard === false ? undefined : standard };
}

function allowFailureOf({ node }: GitLabJob): Value | undefined {
  const given = memberOf(node, "allow_failure");
  if (!given) return undefined;
  if (given.kind === "scalar") return given.value === true;
  return KEYS.allow_failure!(given).options?.allowFailure;
}
