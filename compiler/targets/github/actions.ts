import { type Diagnostic, diagnostic, type Location } from "../../diagnostics/index.ts";
import { type ActionPin, isCommit, LOCK_FILE, type Lock } from "../../lock/index.ts";
import { Commented, type Yaml } from "../yaml.ts";
import known from "./pins.json" with { type: "json" };

/** Actions that the emitted jobs use by themselves; we ship a commit for each. */
type OwnAction = keyof typeof known;

/** An action that is still called by its name; {@link pinActions} puts the commit there. */
class ActionUse extends Commented {
  /** `owner/repository@ref`. */
  readonly reference: string;
  readonly location: Location | undefined;

  constructor(reference: string, part: string | undefined, location: Location | undefined) {
    super(part ? `${reference.split("@")[0]}/${part}` : (reference.split("@")[0] as string), "");
    this.reference = reference;
    this.location = location;
  }
}

/**
 * An action for `uses:`. In the file it is a commit, with its version in a comment.
 *
 * @param action one of our own, or any as `owner/repository@ref`
 * @param part a folder of the action's repository, such as `restore` of `actions/cache`
 * @param location of the step that names it; our own need none
 */
export function uses(action: OwnAction, part?: string): Commented;
export function uses(action: `${string}/${string}@${string}`, part?: string, location?: Location): Commented;
export function uses(action: string, part?: string, location?: Location): Commented {
  return new ActionUse(action.includes("@") ? action : ownReference(action as OwnAction), part, location);
}

/** Our own by its major version: what `waybill pin` looks for the newest release of. */
function ownReference(action: OwnAction): string {
  return `${action}@${known[action].version.split(".")[0]}`;
}

const SHIPPED: Readonly<Record<string, ActionPin>> = Object.fromEntries(
  Object.entries(known).map(([action, pin]) => [ownReference(action as OwnAction), pin]),
);

/** Puts the commit of the lock, else the one we ship, where an action is used. */
export function pinActions<T extends Yaml>(
  content: T,
  lock: Lock,
): { readonly content: T; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const pin = (use: ActionUse): Commented => {
    const found = pinOf(use.reference, lock);
    if (found) return new Commented(`${use.value}@${found.commit}`, found.version);
    const at = use.location && { at: use.location };
    diagnostics.push(diagnostic("WB3061", { action: use.reference, file: LOCK_FILE }, at));
    return use;
  };
  return { content: replaced(content, pin) as T, diagnostics };
}

/** A commit written out needs no lock. */
function pinOf(reference: string, lock: Lock): ActionPin | undefined {
  const ref = reference.split("@")[1] ?? "";
  if (isCommit(ref)) return { commit: ref, version: "as written" };
  return lock.actions[reference] ?? SHIPPED[reference];
}

/** The actions in a workflow, as `owner/repository@ref`, each once: what there is to pin. */
export function actionsIn(content: Yaml): readonly string[] {
  const found = new Set<string>();
  replaced(content, (use) => {
    found.add(use.reference);
    return use;
  });
  return [...found];
}

function replaced(value: Yaml | undefined, pin: (use: ActionUse) => Commented): Yaml | undefined {
  if (value instanceof ActionUse) return pin(value);
  if (value instanceof Commented || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Yaml) => replaced(one, pin) as Yaml);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, pin)]));
}
