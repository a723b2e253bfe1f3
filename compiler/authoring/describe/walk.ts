import type { CallSite } from "../call-site.ts";
import { type Declaration, declarationOf } from "../declaration.ts";
import type { Misuse } from "../document.ts";
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
  reader(options: unknown, at: CallSite, prefix?: string): Reader;
}

export function walk(): Walk {
  const numbers = new Map<object, number>();
  const found: JobDeclaration[] = [];
  const misuses: Misuse<CallSite>[] = [];
  return {
    misuses,
    found,
    reader: (options, at, prefix) => reader(options, at, misuses, prefix),
    number(value, field, from, kind) {
      const declaration = declarationOf(value);
      if (!declaration || !KINDS.includes(declaration.kind) || (kind && kind !== declaration.kind)) {
        from.misuse(field, kind === "image" ? "an image of buildImage" : "a job", value);
        return undefined;
      }
      const known = numbers.get(declaration);
      if (known !== undefined) return known;
      numbers.set(declaration, found.length);
      return found.push(declaration as JobDeclaration) - 1;
    },
  };
}

/** The numbers of a list of jobs. */
export function numbered(walk: Walk, from: Reader, name: string): readonly number[] {
  return from.list(name).flatMap((one, index) => walk.number(one, `${from.field(name)}[${index}]`, from) ?? []);
}
