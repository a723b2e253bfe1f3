import type { CallSite } from "../call-site.ts";
import { declarationOf } from "../declaration.ts";
import type { DeclarationDocument } from "../document.ts";
import { phrase } from "./phrase.ts";
import { describePipeline, type PipelineDeclaration } from "./pipeline.ts";

/** The pipelines that a module exports. */
export interface Described<P> {
  /** In the order in which they were declared. */
  readonly pipelines: readonly DeclarationDocument<P>[];
  /** The place in that order of the default export. Absent: there is none. */
  readonly main?: number;
}

/** Why there is nothing to describe. */
export interface NoPipeline {
  readonly problem: "no-export" | "not-a-pipeline";
  /** What was exported instead: "a job", "a text", "nothing". */
  readonly what: string;
}

/** Everything reachable from the pipelines among a module's exports, as plain JSON. Positions are those of the evaluated bundle. */
export function describe(exports: Readonly<Record<string, unknown>>): Described<CallSite> | NoPipeline {
  const main = exports.default === undefined ? undefined : pipelineOf(exports.default);
  if (exports.default !== undefined && !main) return { problem: "not-a-pipeline", what: phrase(exports.default) };
  const found = new Set(Object.values(exports).flatMap((one) => pipelineOf(one) ?? []));
  if (found.size === 0) return { problem: "no-export", what: "nothing" };
  const pipelines = [...found].sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
  return { pipelines: pipelines.map(describePipeline), ...(main && { main: pipelines.indexOf(main) }) };
}

function pipelineOf(value: unknown): PipelineDeclaration | undefined {
  const declaration = declarationOf(value);
  return declaration?.kind === "pipeline" ? (declaration as PipelineDeclaration) : undefined;
}
