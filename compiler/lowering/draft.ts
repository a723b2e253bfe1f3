import type { Location } from "../diagnostics/index.ts";
import type { Combination } from "../authoring/matrix/combinations.ts";
import type { Job, JobBase } from "../graph/model/index.ts";
import { defined } from "../graph/model/defined.ts";
import { lowerBuild } from "./build-job.ts";
import { type Awaited, readAwaited } from "./calls.ts";
import { bothHold, jobCondition, type ReadCondition, readCondition } from "./conditions.ts";
import { readControl } from "./control.ts";
import { lowerDeploy } from "./deploy-job.ts";
import { instanceOf } from "./matrix.ts";
import { type DeclaredNode, fieldOf, kindOf, placeOf } from "./nodes.ts";
import { readAccept } from "./accept.ts";
import { lowerNative, readNative } from "./native.ts";
import { checkOptionNames } from "./option-names.ts";
import { type Reader, reader } from "./reader.ts";
import { idOf, jobTitle } from "./rules/names.ts";
import { type Report, report, type Scope } from "./scope.ts";
import { lowerScript } from "./script-job.ts";
import { varying } from "./shell/matrix-variables.ts";
import type { Found, JobNodeKind } from "./walk.ts";

/** An edge, by the number of the needed job. */
export interface Edge {
  readonly job: number;
  readonly gate: boolean;
  readonly artifacts: boolean;
}

/** A job whose place among the others is not known yet. */
export interface Draft {
  readonly number: number;
  readonly name: string;
  readonly at: Location;
  /** Without stage and needs. */
  readonly job: Job;
  readonly when?: ReadCondition;
  /** Named in `needs`; the jobs of the calls come once all are known. */
  readonly awaited: Awaited;
  /** Jobs that it makes no sense without, as something of theirs is used. */
  readonly uses: readonly number[];
  readonly downloads: readonly number[];
  readonly isFinal: boolean;
  /** The stage that its author names. */
  readonly stage?: string;
  /** It needs the jobs of earlier stages. */
  readonly staged: boolean;
  /** It downloads the artifacts of all jobs that it comes after. */
  readonly takesAll: boolean;
  /** The call of another pipeline that it is part of. */
  readonly call?: number;
  /** The matrix that it is an instance of. */
  readonly matrix?: { readonly number: number; readonly values: Combination };
  /** What is wrong with its options. */
  readonly report: Report;
}

/** A job's node, and what all kinds of jobs have. */
export interface DeclaredJob {
  readonly base: JobBase;
  readonly node: DeclaredNode;
}

/** What a kind of job has beside what all have. */
export interface Lowered {
  readonly job: Job;
  readonly downloads?: readonly number[];
}

type Lower = (from: Reader, declared: DeclaredJob) => Lowered;

const LOWER: Readonly<Record<JobNodeKind, Lower>> = {
  job: lowerScript,
  image: lowerBuild,
  deployment: lowerDeploy,
  "native job": lowerNative,
};

/** The options of each kind; those of a native job are the provider's. */
const OPTIONS: Readonly<Record<JobNodeKind, "job" | "build" | "deploy" | undefined>> = {
  ...{ job: "job", image: "build", deployment: "deploy", "native job": undefined },
};

const HOUR = 3600;

/** Reads and judges the options of a job. Whatever it refers to is found by that. */
export function readJob({ node: number, name, walk }: Found, id: number, misuses: Report): Draft {
  const node = walk.nodes[number]!;
  const kind = kindOf(node) as JobNodeKind;
  const uses: number[] = [];
  const at = placeOf(fieldOf(node, "at")) ?? { file: "", line: 1, column: 1 };
  const scope: Scope = {
    ...{ walk, misuses, at, job: name, owner: `job ${name}` },
    report: report(),
    varying: varying(walk, node),
    use: (jobs) => uses.push(...jobs),
  };
  const declared = reader(scope, node).text("name", jobTitle, "the name");
  const from = reader(scope, fieldOf(node, "options"));
  const options = OPTIONS[kind];
  if (options) checkOptionNames(from, options);
  const isFinal = kind === "job" && from.get("finally") === true;
  const { call } = walk;
  const needs = readAwaited(from, "needs");
  const outer = isFinal ? undefined : call?.needs;
  const when = bothHold(isFinal ? call?.condition : call?.start, readCondition(from));
  const base: JobBase = {
    ...{ id: name, location: at, stage: "", needs: [] },
    ...jobCondition(when),
    ...defined({
      title: from.optionalText("title", jobTitle) ?? (idOf(declared) === declared ? undefined : declared),
      timeout: from.has("timeout") ? from.duration("timeout", HOUR) : undefined,
    }),
    env: {},
    ...readControl(from),
    ...defined({ accept: readAccept(from) }),
    ...(kind !== "native job" &&
      defined({
        native: readNative(from, ({ job, steps }) => [
          ...(kind === "job" ? steps : job.reserved),
          ...(when ? job.conditions : []),
        ]),
      })),
  };
  const matrix = instanceOf(walk, node);
  const stage = from.optionalText("stage");
  const staged = stage !== undefined && !from.has("needs") && !isFinal && call === undefined;
  const { job, downloads = [] } = LOWER[kind](from, {
    base: {
      ...base,
      ...(staged && { staged: true as const, ...(from.get("downloads") === "all" && { downloadsAll: true as const }) }),
    },
    node,
  });
  return {
    ...{ number: id, name, at, job, isFinal, downloads, report: scope.report },
    awaited: {
      jobs: [...needs.jobs, ...(outer?.jobs ?? [])],
      calls: [...needs.calls, ...(outer?.calls ?? [])],
    },
    uses: [...uses, ...(when?.uses ?? [])],
    staged,
    takesAll: from.get("downloads") === "all",
    ...defined({ stage, when, call: call?.number, matrix }),
  };
}

/** What a job needs: what it names, and what it uses. Whatever it uses must have succeeded. */
export function edges({ awaited, uses, downloads, isFinal }: Draft, members: readonly number[]): readonly Edge[] {
  const found = new Map<number, Edge>();
  const add = (number: number, gate: boolean, artifacts = false) => {
    const known = found.get(number);
    found.set(number, {
      job: number,
      gate: gate || (known?.gate ?? false),
      artifacts: artifacts || (known?.artifacts ?? false),
    });
  };
  for (const number of [...awaited.jobs, ...members]) add(number, false);
  for (const number of uses) add(number, true);
  // A final job takes what there is.
  for (const number of downloads) add(number, !isFinal, true);
  return [...found.values()];
}
