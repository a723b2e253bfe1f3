import type { CallSite } from "../call-site.ts";
import { declarationOf } from "../declaration.ts";
import type { DeclarationDocument } from "../document.ts";
import { phrase } from "./phrase.ts";
import { describePipeline, type PipelineDeclaration } from "./pipeline.ts";

/** Why there is nothing to describe. */
export interface NoPipeline {
  readonly problem: "no-default-export" | "not-a-pipeline";
  /** What was exported instead: "a job", "a text", "nothing". */
  readonly what: string;
}

/** Everything reachable from a module's default export, as plain JSON. Positions are those of the evaluated bundle. */
export function describe(defaultExport: unknown): DeclarationDocument<CallSite> | NoPipeline {
  if (defaultExport === undefined) return { problem: "no-default-export", what: "nothing" };
  const declaration = declarationOf(defaultExport);
  if (declaration?.kind !== "pipeline") return { problem: "not-a-pipeline", what: phrase(defaultExport) };
  return describePipeline(declaration as PipelineDeclaration);
}
