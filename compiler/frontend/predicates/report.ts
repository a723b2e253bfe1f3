import type { ConditionProblem } from "../../authoring/condition/declared.ts";
import { type Diagnostic, diagnostic, type Related, type Span } from "../../diagnostics/index.ts";
import { spanOfNode } from "../program/messages.ts";
import type { Project } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Conditions } from "./collect.ts";
import type { Body } from "./context.ts";

/** What the syntax of the conditions shows: each offence once, with the calls that lead from a condition to it. */
export function offences(project: Project, { roots, rewritten }: Conditions): readonly Diagnostic[] {
  const found = new Map<TypeScript.Node, Diagnostic>();
  const seen = new Set<Body>();
  const visit = (body: Body, way: readonly Related[]): void => {
    if (seen.has(body)) return;
    seen.add(body);
    const one = rewritten.get(body);
    for (const { node, what, instead } of one?.offences ?? []) {
      if (found.has(node)) continue;
      found.set(node, diagnostic("WB1040", { what, instead }, { at: spanOfNode(project, node), related: way }));
    }
    for (const { node, to } of one?.calls ?? []) visit(to, [calledHere(project, node), ...way]);
  };
  for (const { body, by } of roots) visit(body, by ? [usedHere(project, by)] : []);
  return [...found.values()];
}

const calledHere = (project: Project, node: TypeScript.Node): Related => ({
  message: "it is called here",
  at: spanOfNode(project, node),
});

const usedHere = (project: Project, node: TypeScript.Node): Related => ({
  message: "it is used as a condition here",
  at: spanOfNode(project, node),
});

/** What only showed when the conditions were evaluated. `known` are the places that {@link offences} has told of. */
export function problems(
  list: readonly ConditionProblem[],
  places: readonly Span[],
  known: readonly Diagnostic[],
  job: Diagnostic["at"],
): readonly Diagnostic[] {
  const key = (at: Diagnostic["at"]) => `${at?.file}:${at?.line}:${at?.column}:${at?.endLine}:${at?.endColumn}`;
  const told = new Set(known.map((one) => key(one.at)));
  return list.flatMap(({ at, what, instead, via }) => {
    const place = places[at] ?? job;
    if (told.has(key(place))) return [];
    const related = via.flatMap((mark) => {
      const call = places[mark];
      return call && key(call) !== key(place) ? [{ message: "it is called here", at: call }] : [];
    });
    return [diagnostic("WB1041", { what, instead }, { at: place, related })];
  });
}
