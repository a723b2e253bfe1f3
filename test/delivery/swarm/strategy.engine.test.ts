import { afterAll, beforeAll, expect, it } from "vitest";
import type { SwarmService } from "../../../compiler/graph/model/index.ts";
import { exclusively } from "../../../runtime/delivery/lock.ts";
import { inspectService, type ServiceSpec, sendSpec, tasksOf } from "../../../runtime/delivery/swarm/api.ts";
import { swarmLock } from "../../../runtime/delivery/swarm/lock.ts";
import { swarmStrategy } from "../../../runtime/delivery/swarm/strategy.ts";
import type { Built } from "../../../runtime/values/image.ts";
import { describeDocker, docker, freePorts, otherEngine, registryAuth, uniqueName } from "../../engine/index.ts";
import { complaint, sink } from "../request.ts";
import { deployRequest, HEALTHY, servers } from "../server.ts";

function to(service: string, more: Partial<SwarmService> = {}): SwarmService {
  return { kind: "swarmService", service, order: "start-first", parallelism: 1, delay: 0, deadline: 60, ...more };
}

describeDocker("updating a Swarm service", () => {
  const created: string[] = [];
  let images: Readonly<Record<"one" | "two" | "three" | "crashing" | "unhealthy" | "slow", Built>>;

  beforeAll(async () => {
    images = await servers({
      one: { version: "one", health: HEALTHY },
      two: { version: "two", health: HEALTHY },
      three: { version: "three", health: HEALTHY },
      crashing: { version: "crashing", command: "echo no; exit 7" },
      unhealthy: { version: "unhealthy", health: "exit 1" },
      // Neither healthy nor unhealthy for as long as the test lasts.
      slow: { version: "slow", health: "sleep 1; exit 1", more: "HEALTHCHECK --start-period=60s CMD exit 1" },
    });
  });
  afterAll(() => Promise.all(created.map((name) => docker().getService(name).remove())));

  async function service(image: string, replicas = 1, more: Partial<ServiceSpec> = {}): Promise<string> {
    const name = uniqueName("shop");
    const spec = {
      Name: name,
      TaskTemplate: { ContainerSpec: { Image: image, Init: true } },
      Mode: { Replicated: { Replicas: replicas } },
      UpdateConfig: { Parallelism: 1, Monitor: 1_000_000_000 },
      RollbackConfig: { Parallelism: 1, Monitor: 1_000_000_000, Order: "start-first" },
      ...more,
    };
    const auth = registryAuth();
    await docker().createService(auth, spec as unknown as Parameters<ReturnType<typeof docker>["createService"]>[1]);
    created.push(name);
    const running = async () => (await tasksOf(docker(), name)).filter((one) => one.Status.State === "running").length;
    await expect.poll(running, { timeout: 30_000 }).toBe(replicas);
    return name;
  }

  const imageOf = async (name: string) => (await inspectService(docker(), name)).Spec.TaskTemplate.ContainerSpec.Image;
  const locks = async (name: string) =>
    (await docker().listConfigs({ filters: { name: [`waybill-lock-${name}`] } })).length;

  it("ends when the service runs the digest, and finds nothing to do the second time", async () => {
    const name = await service(images.one.reference, 2);
    const destination = to(name, { parallelism: 2, delay: 1 });
    const strategy = swarmStrategy(docker(), destination);
    const told = sink();
    const request = deployRequest(destination, images.two.reference, { sink: told });
    expect(await strategy.plan(request)).toEqual([
      expect.stringMatching(/image .*@sha256:.* -> .*@sha256:/),
      expect.stringContaining("update order stop-first -> start-first"),
      expect.stringContaining("update parallelism 1 -> 2"),
      expect.stringContaining("update delay in seconds 0 -> 1"),
      expect.stringContaining("update failure action"),
    ]);
    expect(await imageOf(name)).toBe(images.one.reference);
    await strategy.deploy(request);
    const { Spec } = await inspectService(docker(), name);
    expect(Spec.TaskTemplate.ContainerSpec).toMatchObject({ Image: images.two.reference, Init: true });
    expect(Spec.UpdateConfig).toMatchObject({
      Parallelism: 2,
      Delay: 1_000_000_000,
      Order: "start-first",
      FailureAction: "rollback",
      Monitor: 1_000_000_000,
    });
    expect(told.lines.at(-1)).toMatch(/runs .* in 2 tasks/);
    expect(await locks(name)).toBe(0);
    expect(await strategy.plan(request)).toEqual([]);
    const again = sink();
    await strategy.deploy({ ...request, sink: again });
    expect(again.lines.join("\n")).toContain("already");
  });

  it("tells why the new version failed, and that the old one was restored", async () => {
    const name = await service(images.one.reference);
    const request = deployRequest(to(name), images.crashing.reference);
    const failed = await complaint(swarmStrategy(docker(), to(name)).deploy(request));
    expect(failed).toMatchObject({ code: "WB5022", fault: "pipeline" });
    expect(failed.message).toContain("non-zero exit (7)");
    expect(failed.remedy).toContain("was restored");
    expect(await imageOf(name)).toBe(images.one.reference);
    expect(await locks(name)).toBe(0);
  });

  it("goes back when the new version's health check fails", async () => {
    const name = await service(images.one.reference);
    const failed = await complaint(
      swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.unhealthy.reference)),
    );
    expect(failed.code).toBe("WB5022");
    expect(failed.message).toContain("unhealthy container");
    expect(await imageOf(name)).toBe(images.one.reference);
  });

  it("goes back by itself at the deadline", async () => {
    const name = await service(images.one.reference);
    const destination = to(name, { deadline: 4 });
    const failed = await complaint(
      swarmStrategy(docker(), destination).deploy(deployRequest(destination, images.slow.reference)),
    );
    expect(failed.code).toBe("WB5022");
    expect(failed.message).toContain("not healthy within 4 seconds");
    expect(await imageOf(name)).toBe(images.one.reference);
  });

  it("goes back when the run is cancelled", async () => {
    const name = await service(images.one.reference);
    const cancelled = new AbortController();
    const told = sink((line) => line.startsWith("task ") && cancelled.abort());
    const request = deployRequest(to(name), images.slow.reference, { sink: told, signal: cancelled.signal });
    expect((await complaint(swarmStrategy(docker(), to(name)).deploy(request))).code).toBe("WB5027");
    expect(await imageOf(name)).toBe(images.one.reference);
  });

  it("tells a digest that no registry has from an unhealthy version", async () => {
    const name = await service(images.one.reference);
    const missing = images.two.reference.replace(/[0-9a-f]{8}$/, "00000000");
    const failed = await complaint(swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), missing)));
    expect(failed.message).toContain("No such image");
    expect(await imageOf(name)).toBe(images.one.reference);
  });

  it("does not take an earlier update's success for its own", async () => {
    const name = await service(images.one.reference);
    await swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.two.reference));
    const failed = await complaint(
      swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.crashing.reference)),
    );
    expect(failed.code).toBe("WB5022");
    expect(await imageOf(name)).toBe(images.two.reference);
  });

  /** An engine on which someone else changes the service just before each of the first updates. */
  function contested(times: number) {
    const engine = docker();
    const real = engine.getService.bind(engine);
    let updates = 0;
    engine.getService = (id: string) => {
      const one = real(id);
      const update = one.update.bind(one);
      one.update = (async (body: object) => {
        if (updates++ < times) {
          const now = await inspectService(docker(), id);
          await sendSpec(docker(), now, { ...now.Spec, UpdateConfig: { Parallelism: updates } }, {});
        }
        return update(body);
      }) as typeof one.update;
      return one;
    };
    return engine;
  }

  it("sends its update again when someone else changed the service in the same moment", async () => {
    const name = await service(images.one.reference);
    await swarmStrategy(contested(1), to(name)).deploy(deployRequest(to(name), images.two.reference));
    expect(await imageOf(name)).toBe(images.two.reference);
  });

  it("gives way to someone who does not stop changing the service", async () => {
    const name = await service(images.one.reference);
    const request = deployRequest(to(name), images.two.reference);
    const failed = await complaint(swarmStrategy(contested(100), to(name)).deploy(request));
    expect(failed).toMatchObject({ code: "WB5025", message: expect.stringContaining("out of sequence") });
    expect(await imageOf(name)).toBe(images.one.reference);
  });

  it("supersedes an update that hangs, with a deadline of its own, and goes back to what was before that one", async () => {
    const name = await service(images.one.reference);
    const hang = async () => {
      const now = await inspectService(docker(), name);
      const ContainerSpec = { ...now.Spec.TaskTemplate.ContainerSpec, Image: images.slow.reference };
      const TaskTemplate = { ...now.Spec.TaskTemplate, ContainerSpec };
      const UpdateConfig = { Parallelism: 1, Order: "start-first", Monitor: 1_000_000_000 } as const;
      await sendSpec(docker(), now, { ...now.Spec, TaskTemplate, UpdateConfig }, { auth: registryAuth() });
      const state = async () => (await inspectService(docker(), name)).UpdateStatus?.State;
      await expect.poll(state, { timeout: 20_000 }).toBe("updating");
    };
    await hang();
    const told = sink();
    const failed = await complaint(
      swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.crashing.reference, { sink: told })),
    );
    expect(told.lines.join("\n")).toContain("an earlier update is still under way; this one supersedes it");
    expect(failed.code).toBe("WB5022");
    expect(await imageOf(name)).toBe(images.one.reference);
    await hang();
    await swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.two.reference));
    expect(await imageOf(name)).toBe(images.two.reference);
  }, 120_000);

  it("does not take a service whose tasks crash for one that runs the digest, and says why they do", async () => {
    const spec = { Name: uniqueName("shop"), TaskTemplate: { ContainerSpec: { Image: images.crashing.reference } } };
    const UpdateConfig = { Parallelism: 1, Monitor: 1_000_000_000 };
    const made = { ...spec, Mode: { Replicated: { Replicas: 1 } }, UpdateConfig };
    await docker().createService(registryAuth(), made as never);
    created.push(spec.Name);
    const destination = to(spec.Name, { deadline: 8 });
    const failed = await complaint(
      swarmStrategy(docker(), destination).deploy(deployRequest(destination, images.crashing.reference)),
    );
    expect(failed).toMatchObject({ code: "WB5065", fault: "pipeline" });
    expect(failed.message).toMatch(/ of 1 tasks run: .*non-zero exit \(7\)/);
    expect(failed.remedy).toContain(`docker service ps --no-trunc ${spec.Name}`);
  });

  it("says that nothing runs where a service has no tasks", async () => {
    const empty = uniqueName("shop");
    const nowhere = uniqueName("shop");
    const template = { ContainerSpec: { Image: images.one.reference } };
    const none = { Name: empty, TaskTemplate: template, Mode: { Replicated: { Replicas: 0 } } };
    const Placement = { Constraints: ["node.labels.no==such"] };
    const global = { Name: nowhere, TaskTemplate: { ...template, Placement }, Mode: { Global: {} } };
    for (const spec of [none, global]) await docker().createService(registryAuth(), spec as never);
    created.push(empty, nowhere);
    for (const [name, why] of [
      [empty, "it has 0 replicas"],
      [nowhere, "no node fits it"],
    ] as const) {
      const told = sink();
      await swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.two.reference, { sink: told }));
      expect(told.lines.at(-1)).toContain(`no tasks, as ${why}: nothing runs`);
    }
  });

  it("refuses a service whose tasks run once", async () => {
    const name = uniqueName("job");
    const TaskTemplate = { ContainerSpec: { Image: images.one.reference, Command: ["true"] } };
    const spec = { Name: name, TaskTemplate, Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } } };
    await docker().createService(registryAuth(), spec as never);
    created.push(name);
    const failed = await complaint(
      swarmStrategy(docker(), to(name)).deploy(deployRequest(to(name), images.two.reference)),
    );
    expect(failed).toMatchObject({ code: "WB5066", fault: "pipeline" });
    expect(failed.message).toBe(
      `cannot deploy to the service \`${name}\`, which runs its tasks once (mode replicated-job)`,
    );
  });

  it("stops the old task first where it has a port of its node, and tells why a task finds no node", async () => {
    const port = await freePorts();
    const Ports = [{ Protocol: "tcp", TargetPort: 8080, PublishedPort: port, PublishMode: "host" }];
    const name = await service(images.one.reference, 1, { EndpointSpec: { Ports } } as Partial<ServiceSpec>);
    const strategy = swarmStrategy(docker(), to(name));
    const request = deployRequest(to(name), images.two.reference);
    expect(await strategy.plan(request)).toContain(`service ${name}: a port of the nodes themselves takes stop-first`);
    await strategy.deploy(request);
    const { Spec } = await inspectService(docker(), name);
    expect(Spec.UpdateConfig?.Order).toBe("stop-first");

    const placed = await service(images.one.reference);
    const now = await inspectService(docker(), placed);
    const Placement = { Constraints: ["node.labels.no==such"] };
    const template = { ...now.Spec.TaskTemplate, Placement };
    await sendSpec(docker(), now, { ...now.Spec, TaskTemplate: template }, { auth: registryAuth() });
    const destination = to(placed, { deadline: 5 });
    const failed = await complaint(
      swarmStrategy(docker(), destination).deploy(deployRequest(destination, images.two.reference)),
    );
    expect(failed.message).toContain("no suitable node (scheduling constraints not satisfied");
  }, 120_000);

  it("goes on watching when a task dies after the update has ended", async () => {
    const name = await service(images.one.reference, 1, {
      UpdateConfig: { Parallelism: 1, Monitor: 3_000_000_000 },
    });
    const destination = to(name, { deadline: 20 });
    let killed = false;
    const engine = docker();
    const list = engine.listTasks.bind(engine);
    engine.listTasks = (async (options: object) => {
      const { UpdateStatus, Spec } = await inspectService(docker(), name);
      if (
        !killed &&
        UpdateStatus?.State === "completed" &&
        Spec.TaskTemplate.ContainerSpec.Image === images.two.reference
      ) {
        killed = true;
        // One that has ended by itself meanwhile is as good.
        for (const task of await tasksOf(docker(), name)) {
          const id = task.Status.ContainerStatus?.ContainerID;
          if (task.Status.State === "running" && id)
            await docker()
              .getContainer(id)
              .kill()
              .catch(() => {});
        }
      }
      return list(options);
    }) as typeof engine.listTasks;
    const told = sink();
    await swarmStrategy(engine, destination).deploy(deployRequest(destination, images.two.reference, { sink: told }));
    expect(killed).toBe(true);
    // It died once, and another task has run ever since.
    expect(told.lines.join("\n")).toMatch(/task 1 failed: task: non-zero exit \(137\)/);
  }, 60_000);

  it("lets a second deploy to the same service wait for the first", async () => {
    const name = await service(images.one.reference);
    const told = sink();
    const first = deployRequest(to(name), images.two.reference);
    const strategy = swarmStrategy(docker(), to(name));
    let one: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      one = strategy.deploy({ ...first, sink: sink(() => resolve()) });
    });
    const two = strategy.deploy(deployRequest(to(name), images.three.reference, { sink: told }));
    await Promise.all([one, two]);
    expect(told.lines[0]).toContain(`waiting for run ${first.run}`);
    expect(await imageOf(name)).toBe(images.three.reference);
  });

  it("takes over the lock of a process that has died, and no other", async () => {
    const name = uniqueName("locked");
    const place = swarmLock(docker(), name);
    const request = { target: name, run: "run-2", seconds: 1, sink: sink(), signal: new AbortController().signal };
    const dead = {
      run: "run-1",
      host: (await import("node:os")).hostname(),
      process: 2 ** 22 - 1,
      until: Date.now() + 1e6,
    };
    expect(await place.make(dead)).toBeDefined();
    expect(await exclusively(place, request, async () => (await place.read())?.holder.run)).toBe("run-2");
    const elsewhere = await place.make({ ...dead, host: "another-machine" });
    const failed = await complaint(exclusively(place, request, async () => {}));
    expect(failed).toMatchObject({ code: "WB5026", message: expect.stringContaining("run run-1 on another-machine") });
    await place.remove(elsewhere as string);
  });

  it("names the services there are when that one is missing", async () => {
    const name = await service(images.one.reference);
    const absent = to(uniqueName("absent"));
    for (const failed of [
      await complaint(swarmStrategy(docker(), absent).deploy(deployRequest(absent, images.two.reference))),
      await complaint(swarmStrategy(docker(), absent).plan(deployRequest(absent, images.two.reference))),
    ]) {
      expect(failed).toMatchObject({ code: "WB5021", fault: "infrastructure" });
      expect(failed.remedy).toContain(name);
      expect(failed.at).toMatchObject({ file: "pipeline.ts", line: 3 });
    }
  });

  it("refuses an engine that manages no Swarm", async () => {
    const other = await otherEngine();
    try {
      const failed = await complaint(
        swarmStrategy(other.docker, to("shop")).deploy(deployRequest(to("shop"), images.two.reference)),
      );
      expect(failed).toMatchObject({ code: "WB5020", fault: "infrastructure" });
      expect(failed.message).toContain("takes part in no Swarm");
    } finally {
      await other.dispose();
    }
  });
});
