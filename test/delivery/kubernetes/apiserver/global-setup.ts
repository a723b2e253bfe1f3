import { KubeConfig } from "@kubernetes/client-node";
import type { TestProject } from "vitest/node";
import { startControlPlane } from "./start.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The API server to test with. `own`: started for this run alone, by the kubeconfig of that path. */
    kubernetes: { readonly kubeconfig: string; readonly own: boolean };
  }
}

/**
 * Uses the cluster of the current kubeconfig when it answers, unless `RECORD=1` asks for the very versions that the
 * recordings are of. Else builds and starts a control plane.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.RECORD !== "1" && hasKubeconfig()) {
    project.provide("kubernetes", { kubeconfig: "", own: false });
    return async () => {};
  }
  const controlPlane = await startControlPlane();
  project.provide("kubernetes", { kubeconfig: controlPlane.kubeconfig, own: true });
  return controlPlane.stop;
}

/** The client falls back to http://localhost:8080 where there is none. */
function hasKubeconfig(): boolean {
  const config = new KubeConfig();
  config.loadFromDefault();
  const server = config.getCurrentCluster()?.server;
  if (!server || server === "http://localhost:8080") return false;
  console.log(`testing with ${server}, context ${config.getCurrentContext()}`);
  return true;
}
