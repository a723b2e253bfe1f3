import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { SwarmService } from "../../../compiler/graph/model/index.ts";
import { tasksOf } from "../../../runtime/delivery/swarm/api.ts";
import { swarmStrategy } from "../../../runtime/delivery/swarm/strategy.ts";
import type { Built } from "../../../runtime/values/image.ts";
import { describeDocker, docker, registryAuth, uniqueName } from "../../engine/index.ts";
import { complaint } from "../request.ts";
import { deployRequest, HEALTHY, servers } from "../server.ts";
import { underTraffic } from "../traffic.ts";

/** Answers what it has begun, and a moment longer: what any server behind a balancer does when it is told to stop. */
const GRACEFUL = 'httpd -f -p 8080 -h /www & server=$!; trap "sleep 5; kill $server; exit 0" TERM; wait $server';

interface Published {
  readonly PortStatus?: { readonly Ports?: readonly { readonly PublishedPort: number }[] };
}

describeDocker("requests during a Swarm deploy", () => {
  let images: Readonly<Record<"one" | "two" | "broken", Built>>;
  let name: string;

  /**
   * Where the service is served from at this moment. Swarm's own balancer goes by the same list; it needs a kernel
   * module that not every machine has, so the clients here choose for themselves.
   */
  async function ports(): Promise<readonly number[]> {
    const tasks = await tasksOf(docker(), name);
    return tasks
      .filter(({ DesiredState, Status }) => DesiredState === "running" && Status.State === "running")
      .flatMap(({ Status }) => (Status as Published).PortStatus?.Ports?.[0]?.PublishedPort ?? []);
  }

  beforeAll(async () => {
    const more = "STOPSIGNAL SIGTERM";
    images = await servers({
      one: { version: "one", health: HEALTHY, command: GRACEFUL, more },
      two: { version: "two", health: HEALTHY, command: GRACEFUL, more },
      broken: { version: "broken", health: "exit 1", command: GRACEFUL, more },
    });
    name = uniqueName("shop");
    await docker().createService(registryAuth(), {
      Name: name,
      TaskTemplate: { ContainerSpec: { Image: images.one.reference } },
      Mode: { Replicated: { Replicas: 2 } },
      UpdateConfig: { Parallelism: 1, Monitor: 1_000_000_000 },
      RollbackConfig: { Parallelism: 1, Order: "start-first", Monitor: 1_000_000_000 },
      EndpointSpec: { Ports: [{ Protocol: "tcp", TargetPort: 8080, PublishMode: "host" }] },
    } as unknown as Parameters<ReturnType<typeof docker>["createService"]>[1]);
    await vi.waitFor(async () => expect(await ports()).toHaveLength(2), { timeout: 60_000, interval: 100 });
  });
  afterAll(() => docker().getService(name).remove());

  const to = (): SwarmService => ({
    kind: "swarmService",
    service: name,
    order: "start-first",
    parallelism: 1,
    delay: 0,
    deadline: 60,
  });

  it("are answered by the old version throughout, when the new one is not healthy", async () => {
    let failed: unknown;
    const traffic = await underTraffic(ports, async () => {
      failed = await complaint(swarmStrategy(docker(), to()).deploy(deployRequest(to(), images.broken.reference)));
    });
    expect(failed).toMatchObject({ code: "WB5022" });
    expect(traffic.versions).toEqual(["one"]);
    expect(traffic.answered).toBeGreaterThan(100);
    expect(traffic.lost).toEqual([]);
  });

  it("are all answered, by the old version and then by the new", async () => {
    const traffic = await underTraffic(ports, () =>
      swarmStrategy(docker(), to()).deploy(deployRequest(to(), images.two.reference)),
    );
    expect(traffic.versions).toEqual(["one", "two"]);
    expect(traffic.answered).toBeGreaterThan(100);
    expect(traffic.lost).toEqual([]);
  });
});
