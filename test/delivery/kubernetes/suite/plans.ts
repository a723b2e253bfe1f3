import { expect } from "vitest";
import { v1, v2 } from "../cluster/images.ts";
import { fault } from "../cluster/stage.ts";
import { grant, rule } from "./rights.ts";
import type { Scenario } from "./scenario.ts";

/** What a dry run says. */
export function plans(scenario: Scenario): void {
  scenario("plan", "tells what it would change, and changes nothing", async (stage) => {
    await stage.apply("deployment");
    const where = `deployment web in namespace ${stage.namespace} of test`;
    expect(await stage.plan()).toEqual([`${where}: container web: ${v1} -> ${v2}`]);
    expect(await stage.plan({ reference: v1 })).toEqual([]);
    expect(await stage.image()).toBe(v1);
  });

  scenario("plan-kinds", "plans for the other kinds too", async (stage) => {
    await stage.apply("cronjob");
    const where = `cronjob web in namespace ${stage.namespace} of test`;
    expect(await stage.plan({ workload: "cronjob" })).toEqual([`${where}: container web: ${v1} -> ${v2}`]);
    expect(await stage.image("cronjob")).toBe(v1);
  });

  scenario("plan-rights", "says when the server could not be asked", async (stage) => {
    await stage.apply("deployment");
    await grant(stage, [rule(["apps"], ["deployments"], ["list"])]);
    const [line] = await stage.plan({ user: { as: "ci" } });
    expect(line).toContain(
      `container web: ${v1} -> ${v2} (not tried on the server: user ci of the kubeconfig may not patch`,
    );
  });

  scenario("plan-missing", "meets the same faults as a deploy", async (stage) => {
    const [only] = await fault(stage.plan());
    expect(only?.code).toBe("WB5408");
  });
}
