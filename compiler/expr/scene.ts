import { substitute, withValue } from "./assume.ts";
import { RUN } from "./build.ts";
import { EVENTS, type Event, type Expr, NEVER } from "./model.ts";

/** A kind of run: its event, and what it runs on. Which facts are set at all follows from it. */
export interface Scene {
  readonly event: Event;
  readonly on: "branch" | "tag" | "pullRequest";
}

const REFS = ["branch", "tag"] as const;
const PLACES_OF: Readonly<Record<Event, readonly Scene["on"][]>> = {
  push: REFS,
  pullRequest: ["pullRequest"],
  schedule: REFS,
  manual: REFS,
  call: [...REFS, "pullRequest"],
};

/** Every kind of run there is, the usual ones first: counterexamples come from the first that fits. */
export const SCENES: readonly Scene[] = EVENTS.flatMap((event): readonly Scene[] =>
  PLACES_OF[event].map((on) => ({ event, on })),
);

const PLACES = [
  { variable: RUN.branch, on: "branch" },
  { variable: RUN.tag, on: "tag" },
  { variable: RUN.sourceBranch, on: "pullRequest" },
  { variable: RUN.targetBranch, on: "pullRequest" },
] as const;

/** What is left of a simplified condition in one kind of run. */
export function inScene(expr: Expr, scene: Scene): Expr {
  const touchesFiles = scene.event === "pullRequest" || (scene.event === "push" && scene.on === "branch");
  return substitute(expr, (atom) => {
    if (atom.op === "changed") return touchesFiles ? undefined : NEVER;
    if (atom.op === "flag") return scene.on === "pullRequest" ? undefined : NEVER;
    const knownEvent = withValue(atom, RUN.event, scene.event);
    if (knownEvent) return inScene(knownEvent, scene);
    for (const { variable, on } of PLACES) {
      if (on !== scene.on) {
        const answer = withValue(atom, variable, null);
        if (answer) return inScene(answer, scene);
      } else if (
        atom.op === "equal" &&
        atom.value === null &&
        atom.variable.name === variable.name &&
        atom.variable.kind === "run"
      ) {
        return NEVER;
      }
    }
    return undefined;
  });
}
