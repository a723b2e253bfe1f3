import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Job, NativeJob, ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { withNative } from "../native.ts";
import type { YamlMap } from "../yaml.ts";
import { allowsCodes } from "./allowed-exit-codes.ts";
import { buildKeys, buildSteps } from "./build.ts";
import { type JobCondition, jobCondition, type OwnConditions, planStep } from "./condition.ts";
import { concurrency, controlSteps } from "./control.ts";
import { deployKeys, deploySteps } from "./deploy.ts";
import { environmentKeys } from "./environment.ts";
import { guarded, ranOutput } from "./guard.ts";
import { insideKeys, insideSteps } from "./docker-run.ts";
import { dynamicKeys } from "./matrix/dynamic.ts";
import { answerOutputs, answersOf, outputExpression, withAnswers } from "./output-answers.ts";
import { permissions } from "./permissions.ts";
import { wholeTime } from "./retry.ts";
import { type RunMode, runModeOf } from "./run-mode.ts";
import { runsOn } from "./runner.ts";
import { containerKeys, containerSteps, machineKeys } from "./script.ts";
import { expression, literal } from "./values.ts";

type EmittedJob = Exclude<Job, NativeJob>;

/** The order in which people expect a job's keys. */
const ORDER = [
  "name",
  "needs",
  "if",
  "strategy",
  "runs-on",
  "permissions",
  "environment",
  "concurrency",
  "timeout-minutes",
  "continue-on-error",
  "container",
  "services",
  "outputs",
  "env",
  "defaults",
  "steps",
];

export function githubJob(
  job: Job,
  graph: StageGraph,
  own: OwnConditions,
  /** The job whose condition it has: the matrix that it is an instance of. */
  like = job.id,
): { readonly job: YamlMap; readonly diagnostics: readonly Diagnostic[] } {
  const condition = jobCondition({ ...job, id: like }, graph, own);
  const guard = own.get(like)?.guard;
  const answers = answersOf(like, own);
  const outputs = {
    ...(guard && { [ranOutput(job)]: expression("steps.condition.outputs.ran") }),
    ...outputsOf(job),
    ...answerOutputs(answers),
  };
  if (job.kind === "native") return { job: nativeJob(job, condition), diagnostics: condition.diagnostics };
  const keys: YamlMap = {
    name: job.title === undefined ? undefined : literal(job.title),
    needs: condition.needs.length ? condition.needs : undefined,
    if: condition.if,
    "runs-on": runsOn(job.runner?.github ?? []),
    permissions: permissions(job, graph),
    concurrency: concurrency(job, graph),
    "timeout-minutes": minutes(job),
    outputs: Object.keys(outputs).length ? outputs : undefined,
    ...dynamicKeys(job),
    ...ownKeys(job, graph),
    steps: [
      ...planStep(job, own.get(like)),
      ...guarded({ ...job, id: like }, guard, [...controlSteps(job), ...withAnswers(job, steps(job, graph), answers)]),
    ],
  };
  const whole: YamlMap = { ...keys, environment: environmentKeys(job) };
  const kept = Object.fromEntries(ORDER.map((key) => [key, empty(whole[key]) ? undefined : whole[key]]));
  const emitted = withNative({ ...kept, permissions: keys.permissions }, job.native?.github);
  return { job: emitted, diagnostics: [...condition.diagnostics, ...takenIds(job, keys.steps)] };
}

/** Ids of the author that the compiler's own steps have as well. */
function takenIds(job: EmittedJob, steps: YamlMap[string]): readonly Diagnostic[] {
  if (job.kind !== "script" || !Array.isArray(steps)) return [];
  const ids = (steps as readonly YamlMap[]).map(({ id }) => String(id).toLowerCase());
  const taken = job.steps.filter(({ id }) => ids.filter((one) => one === id?.toLowerCase()).length > 1);
  return taken.map(({ id = "", location }) => diagnostic("WB3202", { job: job.id, id }, { at: location }));
}

function nativeJob(job: NativeJob, { needs, if: condition }: JobCondition): YamlMap {
  return withNative(
    {
      name: job.title === undefined ? undefined : literal(job.title),
      needs: needs.length ? needs : undefined,
      if: condition,
    },
    job.native.github,
  );
}

function empty(value: YamlMap[string]): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((one) => one === undefined);
}

/** What the job puts out, as expressions of its own steps. */
function outputsOf(job: Job): YamlMap {
  if (job.kind === "build") return job.push === false ? {} : { digest: expression("steps.build.outputs.digest") };
  if (job.kind !== "script") return {};
  return Object.fromEntries(job.outputs.map((name) => [name, outputExpression(job, name)]));
}

interface Mode {
  readonly keys: (job: ScriptJob, graph: StageGraph) => YamlMap;
  readonly steps: (job: ScriptJob, graph: StageGraph) => readonly YamlMap[];
}

const MODES: Readonly<Record<RunMode, Mode>> = {
  machine: { keys: machineKeys, steps: containerSteps },
  container: { keys: containerKeys, steps: containerSteps },
  "docker run": { keys: insideKeys, steps: insideSteps },
  attempts: { keys: insideKeys, steps: insideSteps },
};

function ownKeys(job: EmittedJob, graph: StageGraph): YamlMap {
  if (job.kind === "build") return buildKeys();
  if (job.kind === "deploy") return deployKeys();
  const keys = MODES[runModeOf(job)].keys(job, graph);
  return { ...keys, "continue-on-error": job.allowFailure && !allowsCodes(job) ? true : undefined };
}

function steps(job: EmittedJob, graph: StageGraph): readonly YamlMap[] {
  if (job.kind === "build") return buildSteps(job, graph);
  if (job.kind === "deploy") return deploySteps(job, graph);
  return MODES[runModeOf(job)].steps(job, graph);
}

/** GitHub's limit holds for all attempts of a job together. Without one of the author's, GitHub has its own. */
function minutes(job: Job): number | undefined {
  if (job.timeout === undefined) return undefined;
  return Math.ceil((job.kind === "script" ? wholeTime(job) : job.timeout) / 60);
}
