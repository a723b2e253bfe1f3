import { expect } from "vitest";
import { v1, v2, v3 } from "../cluster/images.ts";
import { fault, type Stage } from "../cluster/stage.ts";
import type { Scenario } from "./scenario.ts";

/** Others who write to the same workload. */
export function concurrency(scenario: Scenario): void {
  scenario(
    "superseded",
    "leaves the workload to another deploy that comes in mid-rollout, and names it",
    async (stage) => {
      await stage.apply("deployment");
      stage.fates.set(v2, { kind: "unready" });
      let came = false;
      const heard = (line: string) => {
        if (came || !line.includes("readiness probe")) return;
        came = true;
        void write(stage, { spec: { template: { spec: { containers: [{ name: "web", image: v3 }] } } } }, "argocd");
      };
      const [only] = await fault(stage.deploy({ heard }));
      expect(only).toMatchObject({ code: "WB5416", fault: "pipeline" });
      expect(only?.message).toContain(`field manager argocd (Update) set the image of the deployment web to ${v3}`);
      expect(await stage.image()).toBe(v3);
    },
  );

  scenario("changed-meanwhile", "tells of another manager's change in mid-rollout, and goes on", async (stage) => {
    await stage.apply("deployment");
    stage.fates.set(v2, { kind: "unready" });
    let came = false;
    const heard = (line: string) => {
      if (came || !line.includes("readiness probe")) return;
      came = true;
      stage.fates.set(v2, { kind: "ready" });
      void write(stage, { spec: { template: { metadata: { annotations: { restarted: "yes" } } } } }, "kubectl-rollout");
    };
    await stage.deploy({ heard });
    expect(stage.lines.join("\n")).toContain(
      "deployment web was changed by field manager kubectl-rollout (Update) in mid-rollout",
    );
    expect(stage.lines.at(-1)).toContain("2 of 2 pods run");
  });

  scenario("conflict", "reads again when someone wrote between its reading and its writing", async (stage) => {
    await stage.apply("deployment");
    stage.front.hold("PATCH", () => write(stage, { metadata: { annotations: { touched: "yes" } } }, "someone"));
    await stage.deploy();
    expect(stage.lines[0]).toBe("deployment web was changed meanwhile; reading it again");
    const live = await stage.client.apps.readNamespacedDeployment({ name: "web", namespace: stage.namespace });
    expect(live.metadata?.annotations).toMatchObject({ touched: "yes" });
    expect(await stage.image()).toBe(v2);
  });

  scenario("conflicts", "gives up after five conflicts, with nothing changed", async (stage) => {
    await stage.apply("deployment");
    for (const touched of ["1", "2", "3", "4", "5"])
      stage.front.hold("PATCH", () => write(stage, { metadata: { annotations: { touched } } }, "someone"));
    const [only] = await fault(stage.deploy());
    expect(only).toMatchObject({ code: "WB5410", fault: "infrastructure" });
    expect(only?.message).toContain("each of the 5 attempts");
  });

  scenario("answer-lost", "finds its own change again when the answer to it was lost", async (stage) => {
    await stage.apply("deployment");
    stage.front.loseAnswer("PATCH");
    stage.fates.set(v2, { kind: "pull fails" });
    const [only] = await fault(stage.deploy({ deadline: 2 }));
    expect(stage.lines[0]).toBe("deployment web was changed meanwhile; reading it again");
    expect(stage.lines[1]).toContain(`already has ${v2}`);
    expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy`);
  });

  scenario("deleted", "says so when the workload is deleted in mid-rollout", async (stage) => {
    await stage.apply("deployment");
    stage.fates.set(v2, { kind: "unready" });
    let came = false;
    const heard = (line: string) => {
      if (came || !line.includes("readiness probe")) return;
      came = true;
      void stage.client.apps.deleteNamespacedDeployment({ name: "web", namespace: stage.namespace });
    };
    const [only] = await fault(stage.deploy({ heard }));
    expect(only).toMatchObject({ code: "WB5417", fault: "pipeline" });
  });
}

async function write({ client, namespace }: Stage, body: object, fieldManager: string): Promise<void> {
  await client.apps.patchNamespacedDeployment({ name: "web", namespace, body, fieldManager }, client.merging);
}
