import type { CallSite } from "../call-site.ts";
import { type Declaration, declarationOf } from "../declaration.ts";
import type { Misuse } from "../document.ts";
import type { InstanceDeclaration, MatrixDeclaration } from "../matrix.ts";
import { type Reader, reader } from "./reader.ts";

export type JobKind = "job" | "image" | "deployment";

export type JobDeclaration = Declaration<JobKind, unknown>;

const KINDS: readonly string[] = ["job", "image", "deployment"] satisfies JobKind[];

/** The jobs found so far, numbered in the order of their finding, and what is wrong on the way. */
export interface Walk {
  readonly misuses: Misuse<CallSite>[];
  /** Everything found; it grows while jobs are described. */
  readonly found: readonly JobDeclaration[];
  /** The number of a job object; new ones are queued. Undefined, and noted, where it is none. */
  number(value: unknown, field: string, from: Reader, kind?: JobKind): number | undefined;
  /** The same where a matrix may stand for all of its instances. */
  numbers(value: unknown, field: string, from: Reader, kind?: JobKind): readonly number[];
  /** Matrices of the jobs found so far. */
  readonly matrices: readonly MatrixDeclaration[];
  reader(options: unknown, at: CallSite, prefix?: string): Reader;
}

export function walk(): Walk {
  const numbers = new Map<object, number>();
  const found: JobDeclaration[] = [];
  const misuses: Misuse<CallSite>[] = [];
  const matrices: MatrixDeclaration[] = [];
  const add = (declaration: JobDeclaration): number => {
    numbers.set(declaration, found.length);
    const number = found.push(declaration) - 1;
    const matrix = declarationOf((declaration as Partial<InstanceDeclaration>).matrix);
    if (matrix) addMatrix(matrix as MatrixDeclaration);
    return number;
  };
  /** A matrix is part of a pipeline as a whole. */
  const addMatrix = (matrix: MatrixDeclaration): void => {
    if (matrices.includes(matrix)) return;
    matrices.push(matrix);
    for (const one of matrix.instances) {
      const instance = declarationOf(one) as JobDeclaration;
      if (!numbers.has(instance)) add(instance);
    }
  };
  return {
    misuses,
    found,
    matrices,
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
}

/** The numbers of a list of jobs. */
export function numbered(walk: Walk, from: Reader, name: string): readonly number[] {
  return from.list(name).flatMap((one, index) => walk.numbers(one, `${from.field(name)}[${index}]`, from));
}
