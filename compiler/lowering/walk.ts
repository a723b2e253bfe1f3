import type { ProviderTable } from "../graph/provider.ts";
import type { CallScope } from "./calls.ts";
import { type DeclaredNode, fieldOf, isList, type Nodes, nodeOf, refOf, type Written } from "./nodes.ts";
import type { Reader } from "./reader.ts";
import { idOf } from "./rules/names.ts";

/** Kinds of declared objects that are jobs of the graph. */
export type JobNodeKind = "job" | "image" | "deployment" | "native job";

const KINDS: readonly string[] = ["job", "image", "deployment", "native job"] satisfies JobNodeKind[];

/** A declared object that is part of the graph, by the walk that has found it. */
export interface Found {
  readonly node: number;
  /** Its name in the graph. */
  readonly name: string;
  readonly walk: PipelineWalk;
}

/** What all walks of one graph have in common. Jobs are numbered in the order in which they are found. */
export interface Findings {
  readonly nodes: Nodes;
  readonly jobs: Found[];
  readonly matrices: Found[];
  readonly calls: CallScope[];
  /** Every provider that the graph may be compiled for. */
  readonly providers: ProviderTable;
  /** Names of the inputs that the graph's own triggers have. */
  readonly inputs: ReadonlySet<string>;
  /** Conditions compare texts without regard to case. */
  readonly ignoresCase: boolean;
}

/** A pipeline as it is looked through: resolves what its declarations refer to, and finds the jobs that are part of it. */
export interface PipelineWalk extends Findings {
  /** The call by which the pipeline is part of another one; absent: it is the outermost. */
  readonly call?: CallScope;
  /** Numbers of the jobs of this pipeline, and of the calls in it, by their nodes. */
  readonly known: { readonly jobs: Map<number, number>; readonly calls: Map<number, number> };
}

export function startWalk(findings: Findings, call?: CallScope): PipelineWalk {
  const known = { jobs: new Map<number, number>(), calls: new Map<number, number>() };
  return { ...findings, ...(call && { call }), known };
}

/** A name as it is in the pipeline that calls. */
export const nameIn = ({ call }: Pick<PipelineWalk, "call">, name: string): string => `${call?.prefix ?? ""}${name}`;

/** The id of a declaration in the graph, made of the name that it was given. What is not a text is a misuse of whoever declares it. */
export function declaredName(walk: PipelineWalk, node: DeclaredNode): string {
  const name = fieldOf(node, "name");
  return nameIn(walk, typeof name === "string" ? idOf(name) : "");
}

/** The number of a job; one that is new is queued. Undefined, and a misuse, where the value is none. */
export function jobNumber(
  from: Reader,
  field: string,
  value: Written | undefined,
  kind?: JobNodeKind,
): number | undefined {
  const { walk } = from.scope;
  const node = nodeOf(walk.nodes, value, ...(kind ? [kind] : KINDS));
  if (node) return numberOf(walk, refOf(value)!);
  from.misuse(field, kind === "image" ? "an image of buildImage" : "a job", value);
  return undefined;
}

/** The same where a matrix may stand for all of its instances. */
export function jobNumbers(from: Reader, field: string, value: Written | undefined, kind?: "job"): readonly number[] {
  const { walk } = from.scope;
  const matrix = nodeOf(walk.nodes, value, "matrix");
  if (matrix) {
    addMatrix(walk, refOf(value)!);
    return instancesOf(walk.nodes, matrix).map((node) => numberOf(walk, node));
  }
  const number = jobNumber(from, field, value, kind);
  return number === undefined ? [] : [number];
}

function numberOf(walk: PipelineWalk, node: number): number {
  const known = walk.known.jobs.get(node);
  if (known !== undefined) return known;
  const number = walk.jobs.length;
  walk.known.jobs.set(node, number);
  walk.jobs.push({ node, name: declaredName(walk, walk.nodes[node]!), walk });
  const matrix = fieldOf(walk.nodes[node], "matrix");
  if (nodeOf(walk.nodes, matrix, "matrix")) addMatrix(walk, refOf(matrix)!);
  return number;
}

/** A matrix is part of a pipeline as a whole. */
function addMatrix(walk: PipelineWalk, node: number): void {
  if (matrixNumber(walk, node) !== undefined) return;
  walk.matrices.push({ node, name: declaredName(walk, walk.nodes[node]!), walk });
  for (const instance of instancesOf(walk.nodes, walk.nodes[node]!)) numberOf(walk, instance);
}

/** The number of a matrix among those found; undefined where this walk has found none of that node. */
export function matrixNumber(walk: PipelineWalk, node: number): number | undefined {
  const number = walk.matrices.findIndex((found) => found.node === node && found.walk === walk);
  return number === -1 ? undefined : number;
}

/** Nodes of the instances of a matrix. */
export function instancesOf(nodes: Nodes, matrix: DeclaredNode): readonly number[] {
  const instances = fieldOf(matrix, "instances");
  if (!isList(instances)) return [];
  return instances.flatMap((value) => (nodeOf(nodes, value, "job") ? refOf(value)! : []));
}
