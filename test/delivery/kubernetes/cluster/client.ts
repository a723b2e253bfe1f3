import {
  AdmissionregistrationV1Api,
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  RbacAuthorizationV1Api,
  setHeaderOptions,
  Watch,
} from "@kubernetes/client-node";

export type Client = ReturnType<typeof clientOf>;

/** The test's own client: it owns the namespace, applies the manifests and plays the kubelet. */
export function clientOf(server: string) {
  const config = new KubeConfig();
  config.loadFromString(JSON.stringify(configuration(server, {})));
  return {
    admission: config.makeApiClient(AdmissionregistrationV1Api),
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
    core: config.makeApiClient(CoreV1Api),
    rbac: config.makeApiClient(RbacAuthorizationV1Api),
    watch: new Watch(config),
    merging: setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch),
  };
}

/** A kubeconfig with one context, `test`. */
export function configuration(server: string, user: object): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "ci", user }],
    contexts: [{ name: "test", context: { cluster: "test", user: "ci" } }],
  };
}
