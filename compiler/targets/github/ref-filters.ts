import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { equivalent, or, parseRefPattern, RUN, refMatch } from "../../expr/index.ts";
import type { PullRequestTrigger, PushTrigger } from "../../graph/model/index.ts";

/** GitHub's one filter of an event for what several triggers list; absent: it lets everything through. */
export interface RefFilter {
  readonly patterns?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One list of patterns for the lists of several triggers. In one list, the last pattern that matches decides, so that a `!` of one
 * trigger can take out what another lets in: the lists are put into an order in which none does, or refused.
 *
 * @param field - For a sentence: `branches`.
 */
export function refFilter(triggers: readonly (PushTrigger | PullRequestTrigger)[], field: Field): RefFilter {
  const lists = distinct(triggers.map((trigger) => listOf(trigger, field)).filter((list) => list !== undefined));
  if (lists.length === 0) return { diagnostics: [] };
  if (!lists.flat().some((pattern) => pattern.startsWith("!"))) {
    return { patterns: [...new Set(lists.flat())].flatMap(written), diagnostics: [] };
  }
  const variable = VARIABLES[field];
  const meant = or(...lists.map((list) => refMatch(variable, list)));
  const order = orders(lists).find((all) => equivalent(refMatch(variable, all.flat()), meant));
  if (order) return { patterns: order.flat().flatMap(written), diagnostics: [] };
  const [trigger] = triggers;
  const values = { event: trigger?.kind ?? "push", field };
  return { diagnostics: [diagnostic("WB3093", values, { at: triggers.at(-1)?.location })] };
}

type Field = "branches" | "tags" | "targets";

const VARIABLES = { branches: RUN.branch, tags: RUN.tag, targets: RUN.targetBranch } as const;

function listOf(trigger: PushTrigger | PullRequestTrigger, field: Field): readonly string[] | undefined {
  if (trigger.kind === "pullRequest") return field === "targets" ? trigger.targets : undefined;
  return field === "targets" ? undefined : trigger[field];
}

const distinct = (lists: readonly (readonly string[])[]) => [
  ...new Map(lists.map((list) => [JSON.stringify(list), list])).values(),
];

/** More triggers than these are tried in their own order only. */
const MOST_LISTS = 5;

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2 || items.length > MOST_LISTS) return [items];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

function written(pattern: string): readonly string[] {
  const parsed = parseRefPattern(pattern);
  return "problem" in parsed ? [pattern] : parsed.github;
}
