import { setTimeout as pause } from "node:timers/promises";
import type { Stage } from "../cluster/stage.ts";

/**
 * Has the API server refuse an image in the namespace, by a policy of its own language. Returns once it does: the server
 * tells nobody when a policy has come into force, so it is tried.
 *
 * @returns how to lift it: policies belong to the whole cluster
 */
export async function forbid({ client, namespace }: Stage, image: string): Promise<() => Promise<void>> {
  const metadata = { name: namespace };
  const expression = `object.spec.template.spec.containers.all(c, c.image != "${image}")`;
  const rules = [{ apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments"], operations: ["UPDATE"] }];
  await client.admission.createValidatingAdmissionPolicy({
    body: {
      metadata,
      spec: {
        matchConstraints: { resourceRules: rules },
        validations: [{ expression, message: "this image may not run here" }],
      },
    },
  });
  const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": namespace } };
  await client.admission.createValidatingAdmissionPolicyBinding({
    body: {
      metadata,
      spec: { policyName: namespace, validationActions: ["Deny"], matchResources: { namespaceSelector } },
    },
  });
  const body = { spec: { template: { spec: { containers: [{ name: "web", image }] } } } };
  const attempt = () =>
    client.apps.patchNamespacedDeployment({ name: "web", namespace, body, dryRun: "All" }, client.merging);
  for (let left = 300; left > 0; left--) {
    const inForce = await attempt().then(
      () => false,
      () => true,
    );
    if (inForce) break;
    await pause(100);
  }
  return async () => {
    await client.admission.deleteValidatingAdmissionPolicyBinding({ name: namespace });
    await client.admission.deleteValidatingAdmissionPolicy({ name: namespace });
  };
}
