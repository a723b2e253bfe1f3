import { expect } from "vitest";
import { v2 } from "../cluster/images.ts";
import type { Scenario } from "./scenario.ts";

/** The watch streams that a rollout hangs on. */
export function streams(scenario: Scenario): void {
  scenario("disconnected", "survives the loss of its watch streams in mid-rollout", async (stage) => {
    await stage.apply("deployment");
    stage.fates.set(v2, { kind: "unready" });
    let dropped = false;
    const heard = (line: string) => {
      if (dropped || !line.includes("readiness probe")) return;
      dropped = true;
      stage.front.drop();
      void recover(stage);
    };
    await stage.deploy({ heard });
    expect(stage.lines.filter((line) => line.includes("was lost"))).toHaveLength(2);
    expect(stage.lines.at(-1)).toContain("2 of 2 pods run");
  });

  scenario("gone", "lists anew when the server no longer has the changes since (410 Gone)", async (stage) => {
    await stage.apply("deployment");
    stage.front.expire();
    await stage.deploy();
    expect(stage.lines.filter((line) => /was lost \(too old resource version/.test(line))).toHaveLength(2);
    expect(stage.lines.at(-1)).toContain("2 of 2 pods run");
  });
}

/** Lets the pods that run, but are not ready, become so; and those that come after them. */
async function recover({ client, namespace, fates }: Parameters<Parameters<Scenario>[2]>[0]): Promise<void> {
  fates.set(v2, { kind: "ready" });
  const { items } = await client.core.listNamespacedPod({ namespace });
  for (const pod of items.filter((one) => one.spec?.containers[0]?.image === v2)) {
    const status = {
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [{ name: "web", image: v2, imageID: v2, ready: true, restartCount: 0 }],
    };
    const name = pod.metadata?.name ?? "";
    await client.core.patchNamespacedPodStatus({ name, namespace, body: { status } }, client.merging);
  }
}
