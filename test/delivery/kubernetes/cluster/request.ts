import type { KubernetesRollout } from "../../../../compiler/graph/model/index.ts";
import type { DeployRequest } from "../../../../runtime/delivery/contract.ts";
import { v2 } from "./images.ts";

/** A deploy of v2 to the container web of the deployment web, with 20 s, where nothing else is said. */
export function deployRequest(to: Partial<KubernetesRollout> & { readonly namespace: string }): DeployRequest {
  return {
    job: {
      kind: "deploy",
      id: "production",
      location: { file: "pipeline.ts", line: 20, column: 20 },
      stage: "deploy",
      needs: [],
      when: { op: "constant", value: true },
      timeout: 600,
      env: {},
      image: "app",
      proof: { kind: "tested", by: ["smoke"] },
      to: { kind: "kubernetesRollout", workload: "deployment", name: "web", container: "web", deadline: 20, ...to },
    },
    root: process.cwd(),
    run: "r1",
    reference: v2,
    env: {},
    sink: { line: () => {}, progress: () => {} },
    signal: new AbortController().signal,
  };
}
