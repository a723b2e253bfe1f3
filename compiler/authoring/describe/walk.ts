import type { CallSite } from "../call-site.ts";
import { type Declaration, declarationOf } from "../declaration.ts";
import type { Misuse } from "../document.ts";
import type { InstanceDeclaration, MatrixDeclaration } from "../matrix.ts";
import type { CallScope } from "./call.ts";
import { type Reader, reader } from "./reader.ts";

export type JobKind = "job" | "image" | "deployment";

export type JobDeclaration = Declaration<JobKind, unknown>;

const KINDS: readonly string[] = ["job", "image", "deployment"] satisfies JobKind[];

/** What is found, with the walk that has found it. */
export interface Found<D> {
  readonly declaration: D;
  readonly walk: Walk;
}

/** The jobs found so far, numbered in the order of their finding, and what is wrong on the way. */
export interface Walk {
  readonly misuses: Misuse<CallSite>[];
  /** Everything found, also in pipelines that are called; it grows while jobs are described. */
  readonly found: readonly Found<JobDeclaration>[];
  /** Calls of other pipelines found so far. */
  readonly calls: CallScope[];
  /** The call whose pipeline is walked; absent: it is the outermost. */
  readonly scope?: CallScope;
  /** A walk of the pipeline that is called: the same jobs are others there. */
  within(scope: CallScope): Walk;
  /** The call of an object that has been called here before. */
  readonly known: Map<object, number>;
  /** The number of a job object; new ones are queued. Undefined, and noted, where it is none. */
  number(value: unknown, field: string, from: Reader, kind?: JobKind): number | undefined;
  /** The same where a matrix may stand for all of its instances. */
  numbers(value: unknown, field: string, from: Reader, kind?: JobKind): readonly number[];
  /** Matrices of the jobs found so far. */
  readonly matrices: readonly Found<MatrixDeclaration>[];
  reader(options: unknown, at: CallSite, prefix?: string): Reader;
}

interface Shared extends Pick<Walk, "misuses" | "calls"> {
  readonly found: Found<JobDeclaration>[];
  readonly matrices: Found<MatrixDeclaration>[];
}

export function walk(shared: Shared = { misuses: [], calls: [], found: [], matrices: [] }, scope?: CallScope): Walk {
  const numbers = new Map<object, number>();
  const { found, misuses, matrices } = shared;
  const add = (declaration: JobDeclaration): number => {
    numbers.set(declaration, found.length);
    const number = found.push({ declaration, walk: own }) - 1;
    const matrix = declarationOf((declaration as Partial<InstanceDeclaration>).matrix);
    if (matrix) addMatrix(matrix as MatrixDeclaration);
    return number;
  };
  /** A matrix is part of a pipeline as a whole. */
  const addMatrix = (matrix: MatrixDeclaration): void => {
    if (matrices.some((one) => one.declaration === matrix && one.walk === own)) return;
    matrices.push({ declaration: matrix, walk: own });
    for (const one of matrix.instances) {
      const instance = declarationOf(one) as JobDeclaration;
      if (!numbers.has(instance)) add(instance);
    }
  };
  const own: Walk = {
    ...shared,
    ...(scope && { scope }),
    known: new Map(),
    within: (inner) => walk(shared, inner),
    reader: (options, at, prefix) => reader(options, at, misuses, prefix),
    number(value, field, from, kind) {
      const declaration = declarationOf(value);
      if (!declaration || !KINDS.includes(declaration.kind) || (kind && kind !== declaration.kind)) {
        from.misuse(field, kind === "image" ? "an image of buildImage" : "a job", value);
        return undefined;
      }
      const known = numbers.get(declaration);
      return known ?? add(declaration as JobDeclaration);
    },
    numbers(value, field, from, kind) {
      const declaration = declarationOf(value) as MatrixDeclaration | undefined;
      if (declaration?.kind !== "matrix" || (kind && kind !== "job")) {
        const number = this.number(value, field, from, kind);
        return number === undefined ? [] : [number];
      }
      addMatrix(declaration);
      return declaration.instances.map((one) => numbers.get(declarationOf(one)!)!);
    },
  };
  return own;
}

/** A name as it is in the pipeline that calls. */
export const nameIn = ({ scope }: Walk, name: string): string => `${scope?.prefix ?? ""}${name}`;
