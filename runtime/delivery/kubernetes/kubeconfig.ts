import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type * as Library from "@kubernetes/client-node";
import { DiagnosticError, diagnostic, type Place } from "../../../compiler/diagnostics/index.ts";

/** Where the token of a pod's service account lies: the sign of running inside a cluster. */
const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** What is asked of a kubeconfig. */
export interface Wanted {
  readonly job: string;
  /** Absent: the current one. */
  readonly context?: string | undefined;
  /** `KUBECONFIG` and `HOME` are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly place: Place;
}

/**
 * The user's kubeconfig with the wanted context made current.
 *
 * Files are found and merged as kubectl does: of two entries with one name the first file's stands, and files of
 * `KUBECONFIG` that do not exist are passed over (the client's own merge throws on both).
 *
 * @throws {DiagnosticError} WB5401, WB5402 or WB5403
 */
export async function kubeconfig(library: typeof Library, wanted: Wanted): Promise<Library.KubeConfig> {
  const config = await load(library, wanted);
  const name = wanted.context ?? config.getCurrentContext();
  config.setCurrentContext(name);
  if (config.getCurrentCluster() && config.getCurrentUser()) return config;
  const known = (config.contexts ?? []).map((one) => one.name);
  throw new DiagnosticError(
    diagnostic(
      "WB5403",
      {
        context: !name
          ? "current context"
          : known.includes(name)
            ? `cluster or user for the context ${name}`
            : `context ${name}`,
        contexts: known.length > 0 ? known.join(", ") : "none",
      },
      wanted.place,
    ),
  );
}

async function load(library: typeof Library, { env, job, place }: Wanted): Promise<Library.KubeConfig> {
  const named = (env.KUBECONFIG ?? "").split(delimiter).filter(Boolean);
  const candidates = named.length > 0 ? named : [join(env.HOME ?? homedir(), ".kube", "config")];
  const files: string[] = [];
  for (const file of candidates) if (await exists(file)) files.push(file);

  const config = new library.KubeConfig();
  if (files.length === 0) {
    if (named.length > 0 || !(await exists(SERVICE_ACCOUNT))) {
      const looked = `${candidates.join(" and ")} ${candidates.length > 1 ? "do" : "does"} not exist`;
      throw new DiagnosticError(diagnostic("WB5401", { job, looked }, place));
    }
    config.loadFromCluster();
    return config;
  }
  for (const file of files) {
    try {
      const one = new library.KubeConfig();
      one.loadFromFile(file);
      merge(config, one);
    } catch (error) {
      throw new DiagnosticError(diagnostic("WB5402", { file, reason: firstLine(error) }, place));
    }
  }
  return config;
}

function merge(into: Library.KubeConfig, from: Library.KubeConfig): void {
  for (const one of from.clusters) if (!into.getCluster(one.name)) into.addCluster(one);
  for (const one of from.users) if (!into.getUser(one.name)) into.addUser(one);
  for (const one of from.contexts) if (!into.getContextObject(one.name)) into.addContext(one);
  into.setCurrentContext(into.getCurrentContext() || from.getCurrentContext());
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
