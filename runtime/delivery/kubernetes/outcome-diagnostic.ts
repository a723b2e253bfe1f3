import { type Diagnostic, diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Outcome } from "./rollout.ts";
import type { Target } from "./target.ts";

/** How a rollout can go wrong: its own outcomes, and what is found out after it. */
export type Mishap = Exclude<Outcome, { kind: "healthy" }> | { readonly kind: "other image"; readonly found: string };

/** After these the workload is no longer ours to put back. */
export const isOver = (mishap: Mishap): boolean => mishap.kind === "superseded" || mishap.kind === "deleted";

/** The diagnostic for a mishap. `now` is the end of its sentence: what runs now. */
export function verdict({ cluster, to, workload, reference }: Target, mishap: Mishap, now: string): Diagnostic {
  const { place } = cluster;
  switch (mishap.kind) {
    case "failed":
      return diagnostic("WB5413", { workload, reason: mishap.reason, now }, place);
    case "late":
      return diagnostic("WB5414", { workload, deadline: String(to.deadline), reason: mishap.reason, now }, place);
    case "stopped":
      return diagnostic("WB5415", { workload, now }, place);
    case "superseded":
      return diagnostic("WB5416", { workload, manager: mishap.manager, image: mishap.image }, place);
    case "deleted":
      return diagnostic("WB5417", { workload }, place);
    case "other image":
      return diagnostic("WB5418", { workload, expected: reference, found: mishap.found, now }, place);
    case "blind":
      return diagnostic("WB5420", { workload, reason: mishap.error.message, now }, place);
  }
}
