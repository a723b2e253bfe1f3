import { DiagnosticError, diagnostic } from "../../../compiler/diagnostics/index.ts";
import { refusal } from "./api-error.ts";
import { ask, type Target } from "./target.ts";
import { imageOf, type Workload } from "./workloads/index.ts";

/** More names than these do not help. */
const NAMES_SHOWN = 20;

/** The query for the target's workload alone: a role that names the workload allows it too. */
export const itself = ({ to }: Target) => ({ namespace: to.namespace, fieldSelector: `metadata.name=${to.name}` });

/**
 * The workload as it is now.
 *
 * @throws {DiagnosticError} WB5407, WB5408 or WB5409 when it, its namespace or its container is missing, naming those that
 * are there; and those of {@link ask}
 */
export async function find(target: Target, signal: AbortSignal, patience?: number): Promise<Workload> {
  const { cluster, kind, to, workload } = target;
  const { items } = await ask(target, {
    verb: "list",
    resource: kind.resource,
    signal,
    patience,
    request: () => kind.list(cluster, itself(target)),
  });
  const [found] = items;
  if (!found) throw await missing(target, signal);
  if (imageOf(found, to.container) !== undefined) return found;
  const containers = (found.template.spec?.containers ?? []).map((one) => one.name);
  throw new DiagnosticError(
    diagnostic("WB5409", { workload, container: to.container, containers: listed(containers) }, cluster.place),
  );
}

async function missing({ cluster, kind, to, workload }: Target, signal: AbortSignal): Promise<DiagnosticError> {
  const { namespace } = to;
  const absent = await cluster.core.readNamespace({ name: namespace }).then(
    () => false,
    (error: unknown) => refusal(error).status === 404,
  );
  signal.throwIfAborted();
  if (absent) {
    const namespaces = await names(() => cluster.core.listNamespace());
    return new DiagnosticError(diagnostic("WB5407", { namespace, namespaces }, cluster.place));
  }
  const workloads = await names(() =>
    kind.list(cluster, { namespace }).then(({ items }) => ({ items: items.map((metadata) => ({ metadata })) })),
  );
  return new DiagnosticError(diagnostic("WB5408", { workload, namespace, workloads }, cluster.place));
}

async function names(
  list: () => Promise<{ items: readonly { readonly metadata?: { readonly name?: string } }[] }>,
): Promise<string> {
  try {
    const { items } = await list();
    return listed(items.map((item) => item.metadata?.name ?? ""));
  } catch {
    return "some whose names this user may not list";
  }
}

function listed(all: readonly string[]): string {
  if (all.length === 0) return "none";
  const more = all.length - NAMES_SHOWN;
  return all.slice(0, NAMES_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
