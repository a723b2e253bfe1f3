import { expect } from "vitest";
import { v1, v2 } from "../cluster/images.ts";
import type { Scenario } from "./scenario.ts";

/** The way things should go, for each kind of workload. */
export function kinds(scenario: Scenario): void {
  scenario("deployment", "rolls a Deployment out, by digest and under its own field manager", async (stage) => {
    await stage.apply("deployment");
    await stage.deploy();
    const live = await stage.client.apps.readNamespacedDeployment({ name: "web", namespace: stage.namespace });
    const images = live.spec?.template.spec?.containers.map((one) => one.image);
    expect(images).toEqual([v2, "registry.example.com/shop/proxy:1"]);
    const ours = live.metadata?.managedFields?.find((one) => one.manager === "waybill");
    expect(JSON.stringify(ours?.fieldsV1)).toContain(`"k:{\\"name\\":\\"web\\"}":{"f:image":{}}`);
    expect(live.metadata?.annotations).not.toHaveProperty("waybill.dev/replaces");
    expect(live.status).toMatchObject({
      observedGeneration: live.metadata?.generation,
      updatedReplicas: 2,
      availableReplicas: 2,
    });
    expect(stage.lines).toContain(`deployment web in namespace ${stage.namespace}: web: ${v1} -> ${v2}`);
    expect(stage.lines).toContain("deployment web: 2 of 2 pods updated and available");
    expect(stage.lines.at(-1)).toBe(`read back: 2 of 2 pods run ${v2.split("@")[1]}`);
  });

  scenario("nothing-to-do", "changes nothing when the workload runs the digest already", async (stage) => {
    await stage.apply("deployment");
    const name = { name: "web", namespace: stage.namespace };
    const before = await stage.client.apps.readNamespacedDeployment(name);
    await stage.deploy({ reference: v1 });
    const after = await stage.client.apps.readNamespacedDeployment(name);
    expect(after.metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
    expect(stage.lines[0]).toContain(`already has ${v1}`);
    expect(stage.lines.at(-1)).toContain("2 of 2 pods run");
  });

  scenario("no-replicas", "says so when a workload without replicas has no pod to read back", async (stage) => {
    await stage.apply("deployment");
    const none = { name: "web", namespace: stage.namespace, body: { spec: { replicas: 0 } } };
    await stage.client.apps.patchNamespacedDeployment(none, stage.client.merging);
    await stage.deploy();
    expect(stage.lines.at(-1)).toContain("0 of 0 pods run");
  });

  scenario("statefulset", "rolls a StatefulSet out to its last revision", async (stage) => {
    await stage.apply("statefulset");
    await stage.deploy({ workload: "statefulset" });
    const { status } = await stage.client.apps.readNamespacedStatefulSet({ name: "web", namespace: stage.namespace });
    expect(status).toMatchObject({ updatedReplicas: 2, readyReplicas: 2, currentRevision: status?.updateRevision });
    expect(stage.lines).toContain("statefulset web: 2 of 2 pods updated and ready");
    expect(stage.lines.at(-1)).toContain("2 of 2 pods run");
  });

  scenario("partition", "waits for no pod below a StatefulSet's partition", async (stage) => {
    await stage.apply("statefulset", { updateStrategy: { rollingUpdate: { partition: 1 } } });
    await stage.deploy({ workload: "statefulset" });
    const pods = await stage.client.core.listNamespacedPod({ namespace: stage.namespace });
    expect(pods.items.map((pod) => pod.spec?.containers[0]?.image).sort()).toEqual([v1, v2]);
    expect(stage.lines.at(-1)).toContain("1 of 1 pods run");
  });

  scenario("daemonset", "rolls a DaemonSet out on every node", async (stage) => {
    await stage.apply("daemonset");
    await stage.deploy({ workload: "daemonset" });
    const { status } = await stage.client.apps.readNamespacedDaemonSet({ name: "web", namespace: stage.namespace });
    const nodes = status?.desiredNumberScheduled ?? 0;
    expect(nodes).toBeGreaterThan(0);
    expect(status).toMatchObject({ updatedNumberScheduled: nodes, numberAvailable: nodes });
    expect(stage.lines).toContain(`daemonset web: updated and available on ${nodes} of ${nodes} nodes`);
  });

  scenario("cronjob", "sets a CronJob's image and reads it back", async (stage) => {
    await stage.apply("cronjob");
    await stage.deploy({ workload: "cronjob" });
    expect(await stage.image("cronjob")).toBe(v2);
    expect(stage.lines.at(-1)).toBe("cronjob web: its next job runs the image");
  });
}
