import { expect } from "vitest";
import { v1, v2, v3 } from "../cluster/images.ts";
import { fault } from "../cluster/stage.ts";
import type { Scenario } from "./scenario.ts";

/** What goes wrong after the image was set, and how it ends. */
export function rollbacks(scenario: Scenario): void {
  scenario(
    "pull-fails",
    "puts the previous image back when the deadline passes, and says why no pod was ready",
    async (stage) => {
      await stage.apply("deployment");
      stage.fates.set(v2, { kind: "pull fails" });
      const [only, ...others] = await fault(stage.deploy({ deadline: 2 }));
      expect(only).toMatchObject({ code: "WB5414", fault: "pipeline", at: { file: "pipeline.ts", line: 20 } });
      expect(only?.message).toMatch(
        /container web: ImagePullBackOff: Back-off pulling image: no basic auth credentials/,
      );
      expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy`);
      expect(others).toEqual([]);
      expect(await stage.image()).toBe(v1);
      const live = await stage.client.apps.readNamespacedDeployment({ name: "web", namespace: stage.namespace });
      expect(live.metadata?.annotations).not.toHaveProperty("waybill.dev/replaces");
    },
  );

  scenario("progress-deadline", "gives up when the controller does, with the container's own words", async (stage) => {
    await stage.apply("deployment", { progressDeadlineSeconds: 1 });
    stage.fates.set(v2, { kind: "crashes" });
    const [only] = await fault(stage.deploy());
    expect(only).toMatchObject({ code: "WB5413", fault: "pipeline" });
    expect(only?.message).toContain("ProgressDeadlineExceeded");
    expect(only?.message).toContain("CrashLoopBackOff: back-off 40s");
    expect(only?.message).toContain("last exit code 1 (Error): DATABASE_URL is not set");
    expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy`);
    expect(await stage.image()).toBe(v1);
  });

  scenario("aborted", "puts the previous image back when it is stopped in mid-rollout", async (stage) => {
    await stage.apply("deployment");
    stage.fates.set(v2, { kind: "unready" });
    const stop = new AbortController();
    const heard = (line: string) => void (line.includes("readiness probe") && stop.abort());
    const [only] = await fault(stage.deploy({ signal: stop.signal, heard }));
    expect(only).toMatchObject({ code: "WB5415", fault: "pipeline" });
    expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy`);
    expect(await stage.image()).toBe(v1);
  });

  scenario("statefulset-stuck", "frees a StatefulSet of the broken pod that holds its rollback up", async (stage) => {
    await stage.apply("statefulset");
    stage.fates.set(v2, { kind: "crashes" });
    const [only, ...others] = await fault(stage.deploy({ workload: "statefulset", deadline: 3 }));
    expect(only?.code).toBe("WB5414");
    expect(only?.message).toContain("CrashLoopBackOff");
    expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy: 2 of 2 pods`);
    expect(others).toEqual([]);
    expect(stage.lines).toContain("deleting pod web-1, which holds the rollback up");
    const pods = await stage.client.core.listNamespacedPod({ namespace: stage.namespace });
    expect(pods.items.map((pod) => pod.spec?.containers[0]?.image)).toEqual([v1, v1]);
  });

  scenario("daemonset-crashes", "puts a DaemonSet's previous image back", async (stage) => {
    await stage.apply("daemonset");
    stage.fates.set(v2, { kind: "crashes" });
    const [only] = await fault(stage.deploy({ workload: "daemonset", deadline: 2 }));
    expect(only?.code).toBe("WB5414");
    expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy`);
    expect(await stage.image("daemonset")).toBe(v1);
  });

  scenario(
    "other-digest",
    "puts the previous image back when the pods run another digest than the tested one",
    async (stage) => {
      await stage.apply("deployment");
      stage.fates.set(v2, { kind: "ready", imageID: `docker-pullable://${v3}` });
      const [only] = await fault(stage.deploy());
      expect(only).toMatchObject({ code: "WB5418", fault: "pipeline" });
      expect(only?.message).toContain(`(${v2})`);
      expect(only?.message).toContain(`runs ${v3}`);
      expect(only?.message).toContain(`the previous image ${v1} was restored and is healthy`);
      expect(await stage.image()).toBe(v1);
    },
  );

  scenario("undo-fails", "says what runs when the previous image is not healthy any more either", async (stage) => {
    await stage.apply("deployment", { strategy: { type: "Recreate" } });
    stage.fates.set(v2, { kind: "crashes" }).set(v1, { kind: "pull fails" });
    const [first, second] = await fault(stage.deploy({ deadline: 2 }));
    expect(first?.code).toBe("WB5414");
    expect(second).toMatchObject({ code: "WB5419", fault: "infrastructure" });
    expect(second?.message).toContain("ImagePullBackOff");
    expect(second?.message).toContain(`now run 2 unready pods of ${v1}`);
    expect(second?.remedy).toContain(`kubectl --context test -n ${stage.namespace} set image deployment/web web=${v1}`);
  });

  scenario(
    "interrupted",
    "goes back to the last healthy image after a run that was killed in mid-rollout",
    async (stage) => {
      await stage.apply("deployment");
      stage.fates.set(v2, { kind: "crashes" }).set(v3, { kind: "crashes" });
      const killed = {
        metadata: { annotations: { "waybill.dev/replaces": `web=${v1}` } },
        spec: { template: { spec: { containers: [{ name: "web", image: v2 }] } } },
      };
      const name = { name: "web", namespace: stage.namespace };
      await stage.client.apps.patchNamespacedDeployment({ ...name, body: killed }, stage.client.merging);
      const [again] = await fault(stage.deploy({ reference: v2, deadline: 2 }));
      expect(again?.message).toContain(`the previous image ${v1} was restored and is healthy`);
      await stage.client.apps.patchNamespacedDeployment({ ...name, body: killed }, stage.client.merging);
      const [next] = await fault(stage.deploy({ reference: v3, deadline: 2 }));
      expect(next?.message).toContain(`the previous image ${v1} was restored and is healthy`);
      expect(await stage.image()).toBe(v1);
    },
  );

  scenario("old-failure", "does not take an earlier rollout's failure for its own", async (stage) => {
    await stage.apply("deployment", { progressDeadlineSeconds: 2 });
    stage.fates.set(v2, { kind: "crashes" });
    const body = { spec: { template: { spec: { containers: [{ name: "web", image: v2 }] } } } };
    await stage.client.apps.patchNamespacedDeployment(
      { name: "web", namespace: stage.namespace, body },
      stage.client.merging,
    );
    await stage.until("deployment", (live) => JSON.stringify(live.status).includes("ProgressDeadlineExceeded"));
    await stage.deploy({ reference: v3 });
    expect(await stage.image()).toBe(v3);
    expect(stage.lines.at(-1)).toContain("2 of 2 pods run");
  });
}
