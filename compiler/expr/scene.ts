import { isAtom, substitute, variablesOf, withValue } from "./assume.ts";
import { RUN } from "./build.ts";
import { type Place, placesOf } from "./events.ts";
import { EVENTS, type Event, type Expr, NEVER } from "./model.ts";
import { RUN_VARIABLES } from "./run-variables.ts";

/** A kind of run: its event, and what it runs on. Which facts are set at all follows from it. */
export interface Scene {
  readonly event: Event;
  readonly on: Place;
}

/** Every kind of run there is, the usual ones first: counterexamples come from the first that fits. */
export const SCENES: readonly Scene[] = EVENTS.flatMap((event): readonly Scene[] =>
  placesOf(event).map((on) => ({ event, on })),
);

/** Events of which a run is always looked for. */
const USUAL: ReadonlySet<Event> = new Set(["push", "pullRequest", "schedule", "manual", "call"]);

/**
 * The kinds of run that a simplified condition can tell apart. Of the rarer events that it does not name, one of each sort will do:
 * what holds on one holds on the others.
 */
export function scenesFor(...conditions: readonly Expr[]): readonly Scene[] {
  const named = new Set(conditions.flatMap(eventsIn));
  // A run by hand is on a branch or a tag, and touches no files: nothing else is known of the rarer events there.
  const covered = new Set<Place>(named.has("manual") && named.has("schedule") ? [] : ["branch", "tag"]);
  return SCENES.filter(({ event, on }) => {
    if (USUAL.has(event) || named.has(event)) return true;
    const isNew = !covered.has(on);
    covered.add(on);
    return isNew;
  });
}

function eventsIn(expr: Expr): readonly Event[] {
  if (isAtom(expr))
    return expr.op === "equal" && isEventVariable(expr) ? [expr.value as Event] : readsEvent(expr) ? EVENTS : [];
  if (expr.op === "constant") return [];
  return expr.op === "not" ? eventsIn(expr.operand) : expr.operands.flatMap(eventsIn);
}

const isEventVariable = ({ variable }: { readonly variable: { readonly kind: string; readonly name: string } }) =>
  variable.kind === "run" && variable.name === "event";
const readsEvent = (expr: Expr) =>
  isAtom(expr) && variablesOf(expr).some(({ kind, name }) => kind === "run" && name === "event");

/** What is set on which kinds of run. */
const SET_ON: Readonly<Record<"branch" | "tag" | "pullRequest", ReadonlySet<Place>>> = {
  branch: new Set(["branch", "target"]),
  tag: new Set(["tag"]),
  pullRequest: new Set(["pullRequest", "target"]),
};

const PLACES = Object.values(RUN).flatMap((variable) => {
  const { set } = RUN_VARIABLES[variable.name];
  return set === "always" || set === "maybe" ? [] : [{ variable, on: SET_ON[set] }];
});

/** What is left of a simplified condition in one kind of run. */
export function inScene(expr: Expr, scene: Scene): Expr {
  const touchesFiles = scene.event === "pullRequest" || (scene.event === "push" && scene.on === "branch");
  return substitute(expr, (atom) => {
    if (atom.op === "changed") return touchesFiles ? undefined : NEVER;
    if (atom.op === "label" || (atom.op === "flag" && atom.name !== "protected")) {
      return SET_ON.pullRequest.has(scene.on) ? undefined : NEVER;
    }
    // Nothing on no ref is protected, and what comes of a pull request is not.
    if (atom.op === "flag") return scene.on === "branch" || scene.on === "tag" ? undefined : NEVER;
    const knownEvent = withValue(atom, RUN.event, scene.event);
    if (knownEvent) return inScene(knownEvent, scene);
    for (const { variable, on } of PLACES) {
      if (!on.has(scene.on)) {
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
