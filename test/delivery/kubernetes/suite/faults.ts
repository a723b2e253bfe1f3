import { expect } from "vitest";
import { v1, v2 } from "../cluster/images.ts";
import { fault } from "../cluster/stage.ts";
import { forbid } from "./policy.ts";
import { grant, PODS, revoke, rule, WORKLOADS } from "./rights.ts";
import type { Scenario } from "./scenario.ts";

/** What is met before anything is changed, and rights that are lost later. */
export function faults(scenario: Scenario): void {
  scenario("rights-enough", "needs no more rights than its documentation says", async (stage) => {
    await stage.apply("deployment");
    await grant(stage, [WORKLOADS, PODS]);
    await stage.deploy({ user: { as: "ci" } });
    expect(await stage.image()).toBe(v2);
  });

  scenario("rights-patch", "names the right that is missing: to patch", async (stage) => {
    await stage.apply("deployment");
    await grant(stage, [rule(["apps"], ["deployments"], ["list", "watch"]), PODS]);
    const [only] = await fault(stage.deploy({ user: { as: "ci" } }));
    expect(only).toMatchObject({ code: "WB5406", fault: "infrastructure" });
    expect(only?.message).toContain(`may not patch deployments.apps in namespace ${stage.namespace}`);
    expect(await stage.image()).toBe(v1);
  });

  scenario("rights-pods", "finds before the change that pods cannot be watched", async (stage) => {
    await stage.apply("deployment");
    await grant(stage, [WORKLOADS, rule([""], ["pods"], ["list"])]);
    const [only] = await fault(stage.deploy({ user: { as: "ci" } }));
    expect(only?.message).toContain(`may not watch pods in namespace ${stage.namespace}`);
    expect(await stage.image()).toBe(v1);
  });

  scenario("rights-none", "names the right that is missing: to list", async (stage) => {
    await stage.apply("deployment");
    const [only] = await fault(stage.deploy({ user: { as: "ci" } }));
    expect(only).toMatchObject({ code: "WB5406", fault: "infrastructure" });
    expect(only?.message).toContain("may not list deployments.apps");
  });

  scenario("rights-lost", "cannot call healthy what it may no longer watch", async (stage) => {
    await stage.apply("deployment");
    await grant(stage, [WORKLOADS, PODS]);
    stage.fates.set(v2, { kind: "unready" });
    let lost = false;
    const heard = (line: string) => {
      if (lost || !line.includes("readiness probe")) return;
      lost = true;
      void revoke(stage).then(() => stage.front.drop());
    };
    const [first, second] = await fault(stage.deploy({ user: { as: "ci" }, heard }));
    expect(first).toMatchObject({ code: "WB5420", fault: "infrastructure" });
    expect(first?.message).toContain("may not");
    expect(second).toMatchObject({ code: "WB5419", fault: "infrastructure" });
    expect(second?.message).toContain(`the previous image ${v1}`);
  });

  scenario("login", "says that the login is not accepted", async (stage) => {
    await stage.apply("deployment");
    const [only] = await fault(stage.deploy({ user: { token: "expired" } }));
    expect(only).toMatchObject({ code: "WB5405", fault: "infrastructure" });
    expect(only?.message).toContain("user ci");
  });

  scenario("no-namespace", "names the namespaces there are", async (stage) => {
    const [only] = await fault(stage.deploy({ namespace: "nowhere" }));
    expect(only).toMatchObject({ code: "WB5407", fault: "pipeline" });
    expect(only?.message).toContain("no namespace nowhere");
    expect(only?.message).toContain("kube-system");
  });

  scenario("no-workload", "names the workloads of that kind there are", async (stage) => {
    await stage.apply("deployment");
    const [only] = await fault(stage.deploy({ name: "wbe" }));
    expect(only).toMatchObject({ code: "WB5408", fault: "pipeline" });
    expect(only?.message).toBe(`there is no deployment wbe in namespace ${stage.namespace}; there are web`);
    const [kind] = await fault(stage.deploy({ workload: "cronjob" }));
    expect(kind?.message).toBe(`there is no cronjob web in namespace ${stage.namespace}; there are none`);
  });

  scenario("no-container", "names the containers of the pod template", async (stage) => {
    await stage.apply("deployment");
    const [only] = await fault(stage.deploy({ container: "app" }));
    expect(only).toMatchObject({ code: "WB5409", fault: "pipeline" });
    expect(only?.message).toBe("the deployment web has no container app; its pod template has web, sidecar");
  });

  scenario("paused", "does not begin what would never roll out", async (stage) => {
    await stage.apply("deployment");
    const name = { name: "web", namespace: stage.namespace };
    await stage.client.apps.patchNamespacedDeployment(
      { ...name, body: { spec: { paused: true } } },
      stage.client.merging,
    );
    const [paused] = await fault(stage.deploy());
    expect(paused).toMatchObject({ code: "WB5412", remedy: "resume it: kubectl rollout resume deployment/web" });
    await stage.apply("statefulset", { updateStrategy: { type: "OnDelete" } });
    const [onDelete] = await fault(stage.deploy({ workload: "statefulset" }));
    expect(onDelete?.message).toContain("its update strategy is OnDelete");
    expect(await stage.image()).toBe(v1);
  });

  scenario("refused", "passes the server's reason on when a policy refuses the image", async (stage) => {
    await stage.apply("deployment");
    const lift = await forbid(stage, v2);
    const [only] = await fault(stage.deploy());
    expect(only).toMatchObject({ code: "WB5411", fault: "pipeline" });
    expect(only?.message).toContain("this image may not run here");
    const [planned] = await fault(stage.plan());
    expect(planned?.code).toBe("WB5411");
    expect(await stage.image()).toBe(v1);
    await lift();
  });

  scenario("stopped-early", "changes nothing when it is stopped before it began", async (stage) => {
    await stage.apply("deployment");
    const [only] = await fault(stage.deploy({ signal: AbortSignal.abort() }));
    expect(only).toMatchObject({
      code: "WB5415",
      message: "the deploy of the deployment web was stopped; nothing had been changed",
    });
  });
}
