import type * as Library from "@kubernetes/client-node";
import type { Place } from "../../../compiler/diagnostics/index.ts";
import { kubeconfig, type Wanted } from "./kubeconfig.ts";

/** A connection to one cluster: the official client's parts that a deploy uses. */
export interface Cluster {
  readonly context: string;
  readonly server: string;
  readonly user: string;
  readonly apps: Library.AppsV1Api;
  readonly batch: Library.BatchV1Api;
  readonly core: Library.CoreV1Api;
  readonly watch: Library.Watch;
  /** Makes a patch a strategic merge patch, in which a container is known by its name. */
  readonly merging: Library.ConfigurationOptions<Library.ObservableMiddleware>;
  /** Where complaints point to: the deploy in the user's source. */
  readonly place: Place;
}

/**
 * Chooses the cluster; no request is made yet. The client library is loaded here, and nowhere else: it costs some 400 ms
 * and 100 MB, which only a run with such a deploy shall pay.
 *
 * @throws {DiagnosticError} WB5401, WB5402 or WB5403
 */
export async function connect(wanted: Wanted): Promise<Cluster> {
  const library = await import("@kubernetes/client-node");
  const config = await kubeconfig(library, wanted);
  const server = config.getCurrentCluster()?.server ?? "";
  return {
    context: config.getCurrentContext(),
    server,
    user: config.getCurrentUser()?.name ?? "",
    apps: config.makeApiClient(library.AppsV1Api),
    batch: config.makeApiClient(library.BatchV1Api),
    core: config.makeApiClient(library.CoreV1Api),
    watch: new library.Watch(config),
    merging: library.setHeaderOptions("Content-Type", library.PatchStrategy.StrategicMergePatch),
    place: wanted.place,
  };
}
