import type { Stage } from "../cluster/stage.ts";

export const rule = (apiGroups: string[], resources: string[], verbs: string[]) => ({ apiGroups, resources, verbs });
export const PODS = rule([""], ["pods"], ["list", "watch"]);
export const WORKLOADS = rule(["apps"], ["deployments"], ["list", "watch", "patch"]);

/** Gives the user `ci` these rights in the namespace, and no others. */
export async function grant({ client, namespace }: Stage, rules: readonly object[]): Promise<void> {
  const metadata = { name: "deployer" };
  await client.rbac.createNamespacedRole({ namespace, body: { metadata, rules: rules as never } });
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "deployer" };
  const subjects = [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ci" }];
  await client.rbac.createNamespacedRoleBinding({ namespace, body: { metadata, roleRef, subjects } });
}

/** Takes them away. */
export const revoke = ({ client, namespace }: Stage) =>
  client.rbac.deleteNamespacedRoleBinding({ name: "deployer", namespace });
