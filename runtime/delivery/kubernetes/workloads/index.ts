import type { KubernetesRollout } from "../../../../compiler/graph/model/index.ts";
import { cronjob } from "./cronjob.ts";
import { daemonset } from "./daemonset.ts";
import { deployment } from "./deployment.ts";
import type { WorkloadKind } from "./kind.ts";
import { statefulset } from "./statefulset.ts";

export type { WorkloadKind } from "./kind.ts";
export { imageOf, type Progress, type Workload } from "./workload.ts";

export const kinds: Readonly<Record<KubernetesRollout["workload"], WorkloadKind>> = {
  deployment,
  statefulset,
  daemonset,
  cronjob,
};
