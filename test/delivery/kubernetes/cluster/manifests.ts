import type { KubernetesRollout } from "../../../../compiler/graph/model/index.ts";

const labels = { app: "web" };

/** A pod for nobody's scheduler: on a cluster with nodes too it stays where the test can play its kubelet. */
const template = (image: string, restartPolicy = "Always") => ({
  metadata: { labels },
  spec: {
    schedulerName: "waybill-test",
    restartPolicy,
    terminationGracePeriodSeconds: 0,
    containers: [
      { name: "web", image },
      { name: "sidecar", image: "registry.example.com/shop/proxy:1" },
    ],
  },
});

/** What a test changes of a manifest's `spec`. */
export type Spec = Readonly<Record<string, unknown>>;

export function manifest(kind: KubernetesRollout["workload"], name: string, image: string, spec: Spec): object {
  const metadata = { name };
  const selector = { matchLabels: labels };
  switch (kind) {
    case "deployment":
      return { metadata, spec: { replicas: 2, selector, template: template(image), ...spec } };
    case "statefulset":
      return { metadata, spec: { replicas: 2, serviceName: "web", selector, template: template(image), ...spec } };
    case "daemonset":
      return { metadata, spec: { selector, template: template(image), ...spec } };
    case "cronjob":
      return {
        metadata,
        spec: { schedule: "0 3 1 1 *", jobTemplate: { spec: { template: template(image, "Never") } }, ...spec },
      };
  }
}
