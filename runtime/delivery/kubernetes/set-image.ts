import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { refusal } from "./api-error.ts";
import { find } from "./find-workload.ts";
import { ask, type Target } from "./target.ts";
import { imageOf, type Workload } from "./workloads/index.ts";

/** Under which name the server books what Waybill changes (`metadata.managedFields`). */
export const FIELD_MANAGER = "waybill";

/** Holds `container=image` of before a rollout, as long as it has not ended. A run that is killed leaves it for the next. */
const REPLACES = "waybill.dev/replaces";

/** A change under way is seen to its end: given up half-way, nobody would know whether it was made. */
const UNDIVIDED = new AbortController().signal;

/** How often a conflict is met by reading anew. */
const ATTEMPTS = 5;

/** What a rollback goes back to: the image before the last rollout that did not end, or else the present one. */
export function lastGood(live: Workload, container: string): string {
  const note = live.annotations[REPLACES] ?? "";
  return note.startsWith(`${container}=`) ? note.slice(container.length + 1) : (imageOf(live, container) ?? "");
}

/** An image to set. */
export interface Change {
  readonly image: string;
  /** Kept on the workload until the rollout has ended. */
  readonly replaces: string | null;
}

export interface Changing {
  /** What to set on the workload as it is now; undefined: nothing. */
  decide(live: Workload): Change | undefined;
  conflict(attempt: number): void;
  readonly signal: AbortSignal;
  /** As of {@link ask}. */
  readonly patience?: number | undefined;
}

/** Before and after. `changed` is false when `decide` found nothing to set. */
export interface Changed {
  readonly before: Workload;
  readonly after: Workload;
  readonly changed: boolean;
}

/**
 * Sets the image on exactly the version of the workload that `decide` saw: when someone else wrote in between, the server
 * answers 409, and the workload is read and decided upon anew.
 *
 * @throws {DiagnosticError} WB5410 after the fifth conflict; those of {@link find}
 */
export async function setImage(target: Target, options: Changing): Promise<Changed> {
  const { cluster, kind, workload } = target;
  const { signal, patience } = options;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = await find(target, signal, patience);
    const change = options.decide(before);
    if (!change) return { before, after: before, changed: false };
    try {
      const after = await ask(target, {
        verb: "patch",
        resource: kind.resource,
        signal: UNDIVIDED,
        patience,
        spare: (error) => refusal(error).status === 409,
        request: () =>
          kind.patch(cluster, { ...patchOf(target, change, before.resourceVersion), fieldManager: FIELD_MANAGER }),
      });
      return { before, after, changed: true };
    } catch (error) {
      if (refusal(error).status !== 409) throw error;
      options.conflict(attempt);
    }
  }
  throw new DiagnosticError(diagnostic("WB5410", { workload, attempts: String(ATTEMPTS) }, cluster.place));
}

/** A strategic merge patch: containers are merged by name, and everything else stays as it is. */
export function patchOf({ kind, to }: Target, { image, replaces }: Change, resourceVersion?: string) {
  return {
    namespace: to.namespace,
    name: to.name,
    body: {
      metadata: {
        ...(resourceVersion && { resourceVersion }),
        annotations: { [REPLACES]: replaces && `${to.container}=${replaces}` },
      },
      spec: kind.spec({ spec: { containers: [{ name: to.container, image }] } }),
    },
  };
}

/** Takes the note of an ended rollout away. Its failure harms nothing that runs, so it only makes a line of output. */
export async function forgetReplaced(target: Target, live: Workload): Promise<string | undefined> {
  if (!(REPLACES in live.annotations)) return undefined;
  const { cluster, kind, to } = target;
  const body = { metadata: { annotations: { [REPLACES]: null } } };
  const request = { namespace: to.namespace, name: to.name, body, fieldManager: FIELD_MANAGER };
  try {
    await ask(target, {
      verb: "patch",
      resource: kind.resource,
      signal: UNDIVIDED,
      request: () => kind.patch(cluster, request),
    });
    return undefined;
  } catch (error) {
    return `the annotation ${REPLACES} could not be taken away: ${error instanceof Error ? error.message : error}`;
  }
}
