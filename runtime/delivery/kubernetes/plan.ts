import { DiagnosticError } from "../../../compiler/diagnostics/index.ts";
import { refusal } from "./api-error.ts";
import { FIELD_MANAGER, patchOf } from "./set-image.ts";
import { ask, type Target } from "./target.ts";
import { imageOf, type Workload } from "./workloads/index.ts";

/**
 * What a deploy would change, a line each. The server itself is asked where the user has the right to it: a dry run goes
 * through validation and admission, so what a webhook adds is shown too, and what it refuses is an error here already.
 *
 * @throws {DiagnosticError} WB5411 and those of {@link ask}
 */
export async function planned(target: Target, live: Workload, signal: AbortSignal): Promise<readonly string[]> {
  const { cluster, kind, to, reference, workload } = target;
  const image = imageOf(live, to.container);
  if (image === reference) return [];
  const where = `${workload} in namespace ${to.namespace} of ${cluster.context}`;
  const line = `${where}: container ${to.container}: ${image} -> ${reference}`;
  try {
    const after = await ask(target, {
      verb: "patch",
      resource: kind.resource,
      signal,
      spare: (error) => /dry[- ]?run/i.test(refusal(error).message),
      request: () =>
        kind.patch(cluster, {
          ...patchOf(target, { image: reference, replaces: null }),
          fieldManager: FIELD_MANAGER,
          dryRun: "All",
        }),
    });
    const kept = imageOf(after, to.container);
    const more = differences(live.spec, after.spec)
      .filter(({ to: value }) => value !== kept)
      .map(({ path, from, to: value }) => `${where}: spec${path}: ${shown(from)} -> ${shown(value)}`);
    return [kept === reference ? line : `${line}, which the API server turns into ${kept}`, ...more];
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof DiagnosticError && !lacksRight(error)) throw error;
    return [`${line} (not tried on the server: ${error instanceof Error ? reasonOf(error) : error})`];
  }
}

const lacksRight = (error: DiagnosticError) => error.diagnostics.every((one) => one.code === "WB5406");
const reasonOf = (error: Error) =>
  error instanceof DiagnosticError ? error.diagnostics.map((one) => one.message).join("; ") : refusal(error).message;
const shown = (value: unknown) => (value === undefined ? "(absent)" : JSON.stringify(value));

interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** The leaves that differ between two values. */
function differences(from: unknown, to: unknown, path = ""): readonly Difference[] {
  if (!isTree(from) || !isTree(to)) return same(from, to) ? [] : [{ path, from, to }];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) =>
    differences(from[key], to[key], Array.isArray(to) ? `${path}[${key}]` : `${path}.${key}`),
  );
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !(value instanceof Date);
const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
