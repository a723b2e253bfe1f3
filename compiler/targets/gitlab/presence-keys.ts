import { isSet, or, RUN } from "../../expr/build.ts";
import { type Place, placesOf } from "../../expr/events.ts";
import { exprKey } from "../../expr/key.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import { simplify } from "../../expr/simplify.ts";
import type { Job, NativeKeys, StageGraph } from "../../graph/model/index.ts";
import { eventOf } from "../../graph/trigger-condition.ts";
import type { YamlMap } from "../yaml.ts";
import { jobRules } from "./rules.ts";
import type { When } from "./rules.ts";

/** The keys that say when a job is part of a pipeline, and what starts it there. */
export interface PresenceKeys extends Omit<ReturnType<typeof jobRules>, "rules"> {
  readonly keys: YamlMap;
}

/** What GitLab does with a job that has no `rules`: it is part of the pipelines of branches and tags (docs: ci/yaml, `only`). */
const STANDARD = exprKey(simplify(or(isSet(RUN.branch), isSet(RUN.tag))));

const REFS: ReadonlySet<Place> = new Set(["branch", "tag"]);

const STANDARD_KEYS: Readonly<Record<Exclude<When, "workflow" | "never">, YamlMap>> = {
  on_success: {},
  always: { when: "always" },
  manual: { when: "manual", allow_failure: false },
  optional: { when: "manual" },
};

/** `rules`, or nothing where GitLab's standard says the same, or where the author's own keys say it. */
export function presenceKeys(
  job: Job,
  graph: StageGraph,
  presence: ReadonlyMap<string, Expr>,
  when: Exclude<When, "workflow" | "never">,
): PresenceKeys {
  if (saysPresence(nativeKeys(job))) return { keys: {}, diagnostics: [] };
  if (inheritsPresence(job, presence)) return { keys: {}, diagnostics: [] };
  if (isStandard(presence.get(job.id) ?? ALWAYS, graph)) return { keys: STANDARD_KEYS[when], diagnostics: [] };
  const { rules, diagnostics } = jobRules(job, presence, when);
  return { keys: { rules }, diagnostics };
}

/** Keys of the author's own for GitLab. */
export const nativeKeys = (job: Job | undefined): NativeKeys | undefined => job?.native?.gitlab;

/** Whether GitLab's own keys say when a job runs, in place of the graph. */
export const saysPresence = (keys: NativeKeys | undefined): boolean =>
  keys !== undefined && ["rules", "only", "except", "when"].some((key) => Object.hasOwn(keys, key));

/** A job of the author's own without a condition is there when what it extends says so. */
function inheritsPresence(job: Job, presence: ReadonlyMap<string, Expr>): boolean {
  const condition = presence.get(job.id) ?? ALWAYS;
  return (
    job.kind === "native" && nativeKeys(job)?.extends !== undefined && condition.op === "constant" && condition.value
  );
}

/** A pipeline of a merge request or a merge train, or one that is called for one, has neither branch nor tag. */
function isStandard(condition: Expr, { triggers, gitlab }: StageGraph): boolean {
  // What is included may give a job of the same name `rules`: those that are stated here win.
  if (gitlab && gitlab.include.length > 0) return false;
  if (exprKey(simplify(condition)) === STANDARD) return true;
  const isOnRefs = triggers.every((trigger) => placesOf(eventOf(trigger)).every((place) => REFS.has(place)));
  return condition.op === "constant" && condition.value && isOnRefs && gitlab?.workflow === undefined;
}
