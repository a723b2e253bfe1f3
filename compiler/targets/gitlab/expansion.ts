import type { Value } from "../../graph/model/index.ts";
import { NAMES } from "./conditions/terms.ts";
import { inputVariable } from "./input-variable.ts";

/**
 * A value in a place where GitLab replaces variables (docs: ci/variables/where_variables_can_be_used), such as `image` and
 * `variables`; undefined for one that is known only when the job runs, or that no variable holds.
 */
export function expansion(value: Value): string | undefined {
  const parts = value.kind === "text" ? value.parts : [value];
  return expansionOf(parts);
}

/** The same of several values, one after the other. */
export function expansionOf(parts: readonly Value[]): string | undefined {
  const pieces = parts.map(pieceOf);
  if (pieces.includes(undefined)) return undefined;
  return pieces
    .map((piece, index) => {
      if (!piece || "text" in piece) return piece?.text.replaceAll("$", "$$$$") ?? "";
      const next = pieces[index + 1];
      const runsOn = next && "text" in next && /^\w/.test(next.text);
      return runsOn ? `\${${piece.name}}` : `$${piece.name}`;
    })
    .join("");
}

/**
 * Facts whose values have no `$`. The runner expands the values of `variables` once more (docs: ci/variables/
 * where_variables_can_be_used), so that a branch `a$TOKEN` would become the token.
 */
export const WITHOUT_DOLLAR: readonly string[] = ["sha", "actor", "pullRequestNumber", "repository"];

/** A value among `variables`; undefined also for one that may have a `$` in it, which somebody outside of the project chooses. */
export function variableExpansion(value: Value): string | undefined {
  const parts: readonly Value[] = value.kind === "text" ? value.parts : [value];
  const isChosen = (part: Value) =>
    part.kind === "input" || (part.kind === "run" && !WITHOUT_DOLLAR.includes(part.name));
  return parts.some(isChosen) ? undefined : expansionOf(parts);
}

type Piece = { readonly text: string } | { readonly name: string };

function pieceOf(value: Value): Piece | undefined {
  switch (value.kind) {
    case "literal":
      return { text: value.value };
    case "vars":
    case "gitlab":
    case "matrix":
      return { name: value.name };
    case "input":
      return { name: inputVariable(value.name) };
    case "run":
      return variableOf(value.name);
    case "text":
    case "secret":
    case "secretFile":
    case "idToken":
    case "output":
    case "step":
    case "image":
      return undefined;
  }
}

/** GitLab calls events by other names, and has no variable with how a run went or whose a merge request is. */
function variableOf(name: string): Piece | undefined {
  const found = Object.entries(NAMES).find(([fact]) => fact === name && fact !== "event")?.[1];
  return found === undefined ? undefined : { name: found.slice(1) };
}
