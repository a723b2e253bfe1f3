import type Docker from "dockerode";
import { afterEach, beforeAll, expect, it } from "vitest";
import type { ContainerRestart } from "../../../compiler/graph/model/index.ts";
import { find, type Inspection } from "../../../runtime/delivery/container/inspection.ts";
import { nextName, previousName, type Step } from "../../../runtime/delivery/container/replacement.ts";
import { containerStrategy, PowerLoss } from "../../../runtime/delivery/container/strategy.ts";
import type { Built } from "../../../runtime/values/image.ts";
import { describeDocker, docker, freePorts, remove, uniqueName } from "../../engine/index.ts";
import { complaint, sink } from "../request.ts";
import { deployRequest, HEALTHY, servers } from "../server.ts";

const to = (container: string, more: Partial<ContainerRestart> = {}): ContainerRestart => ({
  kind: "containerRestart",
  container,
  deadline: 120,
  ...more,
});

/** A free port of this machine, fixed as a user would fix one. */

describeDocker("replacing a container", () => {
  let images: Readonly<Record<"one" | "two" | "crashing" | "unhealthy" | "unchecked", Built>>;
  const networks: string[] = [];
  const names: string[] = [];
  const volumes: string[] = [];

  beforeAll(async () => {
    images = await servers({
      one: { version: "one", health: HEALTHY, more: "ENV COLOR=red OF_IMAGE=one\nLABEL of.image=one\nVOLUME /data" },
      two: { version: "two", health: HEALTHY, more: "ENV OF_IMAGE=two\nLABEL of.image=two" },
      crashing: { version: "crashing", command: "echo cannot start; exit 7" },
      unhealthy: { version: "unhealthy", health: "echo out of order; exit 1" },
      unchecked: { version: "unchecked" },
    });
  });
  // After each test, not after all: forty containers whose health is checked slow the engine down.
  afterEach(async () => {
    const all = names.splice(0).flatMap((name) => [name, nextName(name), previousName(name), `${name}-waybill-lock`]);
    await remove(
      ...all.map((name) => docker().getContainer(name)),
      ...networks.splice(0).map((name) => docker().getNetwork(name)),
      ...volumes.splice(0).map((name) => docker().getVolume(name)),
    );
  });

  async function running(more: Docker.ContainerCreateOptions = {}, image = images.one): Promise<string> {
    const name = uniqueName("web");
    names.push(name);
    const made = await docker().createContainer({
      name,
      Image: image.reference,
      ExposedPorts: { "8080/tcp": {} },
      ...more,
    });
    await made.start();
    return name;
  }

  const subnets: string[] = [];
  /** A range of addresses that no other network of the engine has. */
  async function subnet(): Promise<{ readonly Subnet: string }> {
    const used = JSON.stringify(await docker().listNetworks());
    const free = Array.from({ length: 250 }, (_, index) => `198.18.${index}.0/24`).find((one) => !used.includes(one));
    subnets.push(free as string);
    return { Subnet: free as string };
  }

  const inspect = async (name: string) => (await find(docker(), name)) as Inspection;
  const deploy = (name: string, image: Built, after?: (step: Step) => void, told = sink()) =>
    containerStrategy(docker(), to(name), { pauses: [], ...(after && { after }) }).deploy(
      deployRequest(to(name), image.reference, { sink: told }),
    );
  /** The engine takes "no" for none, and tells either. */
  const policyOf = ({ HostConfig }: Inspection) => HostConfig.RestartPolicy.Name || "no";
  const reference = async (name: string) => {
    const { RepoDigests } = await docker()
      .getImage((await inspect(name)).Image)
      .inspect();
    return RepoDigests[0];
  };

  it("keeps everything but what came from the image", async () => {
    const network = uniqueName("net");
    networks.push(network);
    await docker().createNetwork({ Name: network });
    const volume = uniqueName("vol");
    volumes.push(volume);
    const fixed = String(await freePorts());
    const name = await running({
      Env: ["MINE=1", "COLOR=blue"],
      Labels: { mine: "1" },
      HostConfig: {
        PortBindings: { "8080/tcp": [{ HostPort: fixed }] },
        Binds: [`${volume}:/named`],
        // As compose asks for a volume that has no name.
        Mounts: [{ Type: "volume", Source: "", Target: "/unnamed" }],
        RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
        Memory: 64 * 1024 * 1024,
        NetworkMode: network,
      },
      NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: ["shop"] } } },
    });
    const before = await inspect(name);
    await deploy(name, images.two);
    const after = await inspect(name);
    expect(await reference(name)).toBe(images.two.reference);
    expect(after.Config.Env).toEqual(expect.arrayContaining(["MINE=1", "COLOR=blue", "OF_IMAGE=two"]));
    expect(after.Config.Env).not.toContain("OF_IMAGE=one");
    expect(after.Config.Labels).toMatchObject({ mine: "1", "of.image": "two" });
    expect(after.HostConfig.RestartPolicy).toEqual(before.HostConfig.RestartPolicy);
    expect(after.HostConfig).toMatchObject({
      Memory: 64 * 1024 * 1024,
      NetworkMode: network,
      PortBindings: before.HostConfig.PortBindings,
    });
    const mounts = (one: Inspection) => one.Mounts.map(({ Name, Destination }) => `${Name} ${Destination}`).sort();
    expect(mounts(after)).toEqual(mounts(before));
    expect(mounts(after)).toHaveLength(3);
    expect(after.NetworkSettings.Networks[network]?.Aliases).toContain("shop");
    expect(after.NetworkSettings.Networks[network]?.Aliases).not.toContain(before.Id.slice(0, 12));
    expect(after.Config.Hostname).toBe(after.Id.slice(0, 12));
    expect(await find(docker(), previousName(name))).toBeUndefined();
    expect(await find(docker(), nextName(name))).toBeUndefined();
  });

  it("keeps what another container has lent, also when that is gone", async () => {
    const volume = uniqueName("vol");
    volumes.push(volume);
    const lender = await running({ HostConfig: { Binds: [`${volume}:/lent`, "/etc/hostname:/bound:ro"] } });
    const name = await running({ HostConfig: { VolumesFrom: [lender] } });
    const mounts = async () =>
      (await inspect(name)).Mounts.map(({ Type, Name, Source, Destination, RW }) => [
        ...[Type, Name ?? Source, Destination, RW],
      ]).sort();
    const before = await mounts();
    await docker().getContainer(lender).remove({ force: true });
    await deploy(name, images.two);
    expect(await mounts()).toEqual(before);
    expect(before).toEqual(
      expect.arrayContaining([
        ["volume", volume, "/lent", true],
        ["bind", "/etc/hostname", "/bound", false],
      ]),
    );
  });

  it("has nothing to do when the digest runs", async () => {
    const name = await running();
    const before = await inspect(name);
    const strategy = containerStrategy(docker(), to(name), { pauses: [] });
    expect(await strategy.plan(deployRequest(to(name), images.one.reference))).toEqual([]);
    await expect.poll(async () => (await inspect(name)).State.Health?.Status).toBe("healthy");
    await deploy(name, images.one);
    expect((await inspect(name)).Id).toBe(before.Id);
  });

  it("takes a port out of a range for a fixed one: another container may have the rest of them", async () => {
    const port = await freePorts(2);
    const range = `${port}-${port + 1}`;
    const name = await running({ HostConfig: { PortBindings: { "8080/tcp": [{ HostPort: range }] } } });
    const strategy = containerStrategy(docker(), to(name), { pauses: [] });
    const [, way] = await strategy.plan(deployRequest(to(name), images.two.reference));
    expect(way).toBe(`container ${name}: the old one is stopped before the new one is started`);
  });

  it("accepts a container without HEALTHCHECK when it keeps running", async () => {
    const name = await running();
    const told = sink();
    await deploy(name, images.unchecked, undefined, told);
    expect(told.lines.join("\n")).toContain("it has no HEALTHCHECK");
    expect(await reference(name)).toBe(images.unchecked.reference);
  });

  for (const way of ["beside", "after"] as const) {
    const inNetwork = async (): Promise<Docker.ContainerCreateOptions> => {
      const network = uniqueName("net");
      networks.push(network);
      await docker().createNetwork({ Name: network });
      return {
        HostConfig: { NetworkMode: network },
        NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: ["shop"] } } },
      };
    };
    const aliasesOf = ({ NetworkSettings: { Networks } }: Inspection) =>
      Object.values(Networks).flatMap(({ Aliases }) => (Aliases ?? []).filter((alias) => alias === "shop"));
    const options = async (): Promise<Docker.ContainerCreateOptions> =>
      way === "beside"
        ? inNetwork()
        : { HostConfig: { PortBindings: { "8080/tcp": [{ HostPort: String(await freePorts()) }] } } };

    it(`brings the old one back when the new one, started ${way} it, is not healthy`, async () => {
      const name = await running({ ...(await options()) });
      const before = await inspect(name);
      const told = sink();
      const failed = await complaint(deploy(name, images.unhealthy, undefined, told));
      expect(failed).toMatchObject({ code: "WB5022", fault: "pipeline" });
      expect(failed.message).toContain("out of order");
      const after = await inspect(name);
      expect(after.Id).toBe(before.Id);
      expect(after.State.Running).toBe(true);
      expect(policyOf(after)).toEqual(policyOf(before));
      expect(await find(docker(), nextName(name))).toBeUndefined();
      expect(await find(docker(), previousName(name))).toBeUndefined();
    });

    it(`brings the old one back when the new one, started ${way} it, crashes, and shows its last words`, async () => {
      const name = await running({ ...(await options()) });
      const told = sink();
      const failed = await complaint(deploy(name, images.crashing, undefined, told));
      expect(failed.message).toContain("exit code 7");
      expect(told.lines.join("\n")).toContain("cannot start");
      expect((await inspect(name)).State.Running).toBe(true);
    });

    it(`leaves the old or the new one running wherever the power fails (new one started ${way} the old)`, async () => {
      const steps: Step[] = [];
      const whole = await running({ ...(await options()) });
      await deploy(whole, images.two, (step) => void steps.push(step));
      expect(steps.length).toBeGreaterThan(5);
      const fails = async (fatal: Step) => {
        const name = await running({ ...(await options()) });
        const policy = policyOf(await inspect(name));
        const lost = deploy(name, images.two, (step) => {
          if (step === fatal) throw new PowerLoss();
        });
        await expect(lost).rejects.toThrow(PowerLoss);
        const left = await Promise.all([name, nextName(name), previousName(name)].map((one) => find(docker(), one)));
        expect(left.filter((one) => one?.State.Running).length, `running after "${fatal}"`).toBeGreaterThan(0);
        await deploy(name, images.two);
        expect(await reference(name), `healed after "${fatal}"`).toBe(images.two.reference);
        expect(policyOf(await inspect(name))).toBe(policy);
        expect(aliasesOf(await inspect(name))).toEqual(way === "beside" ? ["shop"] : []);
        expect(await find(docker(), nextName(name))).toBeUndefined();
        expect(await find(docker(), previousName(name))).toBeUndefined();
      };
      const rest = [...steps];
      const lane = async () => {
        for (let step = rest.shift(); step; step = rest.shift()) await fails(step);
      };
      await Promise.all([lane(), lane()]);
    }, 240_000);
  }

  it("lets a second deploy to the same container wait for the first", async () => {
    const name = await running();
    const told = sink();
    const strategy = containerStrategy(docker(), to(name), { pauses: [] });
    const first = deployRequest(to(name), images.two.reference);
    let one: Promise<void> | undefined;
    // Whoever tells of the change has the lock.
    await new Promise<void>((resolve) => {
      one = strategy.deploy({ ...first, sink: sink((line) => line.includes(": image ") && resolve()) });
    });
    const two = strategy.deploy(deployRequest(to(name), images.unchecked.reference, { sink: told }));
    await Promise.all([one, two]);
    expect(told.lines.join("\n")).toContain(`waiting for run ${first.run}`);
    expect(await reference(name)).toBe(images.unchecked.reference);
    expect(await find(docker(), `${name}-waybill-lock`)).toBeUndefined();
  });

  it("goes back when the run is cancelled", async () => {
    const name = await running();
    const before = await inspect(name);
    const cancelled = new AbortController();
    const request = deployRequest(to(name), images.unchecked.reference, {
      sink: sink((line) => line.includes("HEALTHCHECK") && cancelled.abort()),
      signal: cancelled.signal,
    });
    const failed = await complaint(containerStrategy(docker(), to(name), { pauses: [] }).deploy(request));
    expect(failed.code).toBe("WB5027");
    expect((await inspect(name)).Id).toBe(before.Id);
    expect((await inspect(name)).State.Running).toBe(true);
  });

  it("has an engine start the old one again that fails in the moment of the switch", async () => {
    const name = await running({
      HostConfig: { PortBindings: { "8080/tcp": [{ HostPort: String(await freePorts()) }] } },
    });
    const policies: Partial<Record<Step, string | undefined>> = {};
    const request = deployRequest(to(name), images.two.reference);
    const after = async (step: Step) => {
      policies[step] = (await find(docker(), previousName(name)))?.HostConfig.RestartPolicy.Name;
    };
    await containerStrategy(docker(), to(name), { pauses: [], after }).deploy(request);
    expect(policies).toMatchObject({ "new renamed": "always", switched: "always" });
  });

  it("calls for a person when the old one cannot be brought back", async () => {
    const name = await running({
      HostConfig: { PortBindings: { "8080/tcp": [{ HostPort: String(await freePorts()) }] } },
    });
    const request = deployRequest(to(name), images.crashing.reference);
    const after = async (step: Step) => {
      if (step === "switched") await docker().getContainer(previousName(name)).remove({ force: true });
    };
    const failed = await complaint(containerStrategy(docker(), to(name), { pauses: [], after }).deploy(request));
    expect(failed).toMatchObject({ code: "WB5023", fault: "infrastructure" });
    expect(failed.message).toContain("the old container is gone");
  });

  it("does not take another image for the tested one", async () => {
    const name = await running();
    const engine = docker();
    const real = engine.getImage.bind(engine);
    let replaced = false;
    // The engine's own word about what runs in the end, with another digest in it.
    engine.getImage = (id: string) => {
      const image = real(id);
      const inspect = image.inspect.bind(image);
      image.inspect = (async () => {
        const found = await inspect();
        return replaced ? { ...found, RepoDigests: [images.unchecked.reference] } : found;
      }) as typeof image.inspect;
      return image;
    };
    const after = (step: Step) => {
      replaced = step === "old removed";
    };
    const request = deployRequest(to(name), images.two.reference);
    const failed = await complaint(containerStrategy(engine, to(name), { pauses: [], after }).deploy(request));
    expect(failed).toMatchObject({ code: "WB5024", fault: "infrastructure" });
    expect(failed.message).toContain(images.unchecked.reference);
  });

  it("says why an image cannot be pulled, and changes nothing", async () => {
    const name = await running();
    const absent = images.two.reference.replace(/[0-9a-f]{8}$/, "00000000");
    expect((await complaint(deploy(name, { ...images.two, reference: absent }))).code).toBe("WB5015");
    expect(await reference(name)).toBe(images.one.reference);
  });

  it("names the containers there are when that one is missing", async () => {
    const other = await running();
    const failed = await complaint(deploy("no-such-container", images.two));
    expect(failed).toMatchObject({ code: "WB5030", fault: "infrastructure" });
    expect(failed.remedy).toContain(other);
  });

  it("does not replace a container that is removed when it stops", async () => {
    const name = await running({ HostConfig: { AutoRemove: true } });
    expect((await complaint(deploy(name, images.two))).code).toBe("WB5031");
    expect((await inspect(name)).State.Running).toBe(true);
  });

  it("does not take the network away from a container that lives in it, and says so before", async () => {
    const name = await running();
    const guest = await running({ ExposedPorts: {}, HostConfig: { NetworkMode: `container:${name}` } });
    const strategy = containerStrategy(docker(), to(name), { pauses: [] });
    const planned = await complaint(strategy.plan(deployRequest(to(name), images.two.reference)));
    const failed = await complaint(deploy(name, images.two));
    expect(planned).toEqual(failed);
    expect(failed).toMatchObject({ code: "WB5062", fault: "pipeline" });
    expect(failed.message).toBe(`cannot replace the container \`${name}\` while \`${guest}\` uses its network`);
    expect(failed.remedy).toBe(
      `start \`${guest}\` so that it does not use its network, or replace both with a destination command("...")`,
    );
    expect(await reference(name)).toBe(images.one.reference);
  });

  it.each<[string, (host: string) => Docker.ContainerCreateOptions]>([
    ["its processes (`--pid`)", (host) => ({ HostConfig: { PidMode: `container:${host}` } })],
    ["its shared memory (`--ipc`)", (host) => ({ HostConfig: { IpcMode: `container:${host}` } })],
    ["its address (`--link`)", (host) => ({ HostConfig: { Links: [`${host}:shop`] } })],
    ["its volumes (`--volumes-from`)", (host) => ({ HostConfig: { VolumesFrom: [`${host}:ro`] } })],
  ])("is not replaced while another container uses %s", async (uses, more) => {
    const name = await running({ HostConfig: { IpcMode: "shareable" } });
    const { Id } = await inspect(name);
    const guest = await running(more(name));
    const failed = await complaint(deploy(name, images.two));
    expect(failed).toMatchObject({ code: "WB5062", fault: "pipeline" });
    expect(failed.message).toBe(`cannot replace the container \`${name}\` while \`${guest}\` uses ${uses}`);
    expect((await inspect(name)).Id).toBe(Id);
  });

  it("keeps alias and address in a network that is given by its ID, and the settings of its endpoints", async () => {
    const network = uniqueName("net");
    const other = uniqueName("net");
    networks.push(network, other);
    const made = await docker().createNetwork({ Name: network, IPAM: { Driver: "default", Config: [await subnet()] } });
    await docker().createNetwork({ Name: other });
    const [address, second] = ["9", "10"].map((host) => subnets.at(-1)?.replace("0/24", host) ?? "") as [
      string,
      string,
    ];
    const name = await running({
      MacAddress: "00:16:3e:11:22:33",
      HostConfig: { NetworkMode: made.id },
      NetworkingConfig: {
        EndpointsConfig: { [made.id]: { Aliases: ["shop"], IPAMConfig: { IPv4Address: address } } },
      },
    });
    const further = { Aliases: ["further"], DriverOpts: { "com.example.option": "kept" } };
    await docker().getNetwork(other).connect({ Container: name, EndpointConfig: further });
    const before = await inspect(name);
    await deploy(name, images.two);
    const after = await inspect(name);
    expect(after.NetworkSettings.Networks[network]).toMatchObject({
      ...{ IPAMConfig: { IPv4Address: address }, IPAddress: address },
      Aliases: expect.arrayContaining(["shop"]),
    });
    expect(after.NetworkSettings.Networks[other]).toMatchObject({
      ...{ DriverOpts: further.DriverOpts, Aliases: expect.arrayContaining(["further"]) },
    });
    expect(after.HostConfig.NetworkMode).toBe(before.HostConfig.NetworkMode);
    const chosen = await running({ MacAddress: "00:16:3e:11:22:33", HostConfig: { NetworkMode: network } });
    await deploy(chosen, images.two);
    expect((await inspect(chosen)).NetworkSettings.Networks[network]?.MacAddress).toBe("00:16:3e:11:22:33");
    // Beside it: an address of the engine's choice is no reason to stop first.
    const free = await running({ HostConfig: { NetworkMode: made.id } });
    await docker().getNetwork(network).disconnect({ Container: free });
    await docker()
      .getNetwork(network)
      .connect({ Container: free, EndpointConfig: { Aliases: ["free"] } });
    await deploy(free, images.two);
    expect((await inspect(free)).NetworkSettings.Networks[network]?.Aliases).toContain("free");
    expect(second).not.toBe((await inspect(free)).NetworkSettings.Networks[network]?.IPAddress);
  });

  it("replaces a container that restarts in a loop, and says that it does so when it is brought back", async () => {
    const loop = { Cmd: ["sh", "-c", "exit 3"], HostConfig: { RestartPolicy: { Name: "always" } } };
    const looping = async () => {
      const name = await running(loop, images.unchecked);
      await expect.poll(async () => (await inspect(name)).State.Restarting, { interval: 10 }).toBe(true);
      return name;
    };
    const name = await looping();
    const failed = await complaint(deploy(name, images.unhealthy));
    expect(`${failed.code} ${failed.message}`).toMatch(/^WB5022/);
    expect(failed.remedy).toMatch(/was brought back; as before, it keeps ending, with exit code 3/);
    expect((await inspect(name)).HostConfig.RestartPolicy.Name).toBe("always");
    const other = await running({ ...loop, Cmd: ["sh", "-c", "sleep 0.2; exit 3"] }, images.unchecked);
    await expect.poll(async () => (await inspect(other)).RestartCount).toBeGreaterThan(0);
    await complaint(deploy(other, images.crashing));
  });

  it("takes from a health check only what the container was given", async () => {
    const name = await running({ Healthcheck: { Interval: 333_000_000 } });
    await deploy(name, images.two);
    const { Healthcheck } = (await inspect(name)).Config;
    expect(Healthcheck).toMatchObject({ Interval: 333_000_000, Test: ["CMD-SHELL", HEALTHY] });
    const failed = await complaint(deploy(name, images.unhealthy));
    expect(failed.message).toContain("out of order");
  });

  it("stops the old one first where the author says so, and starts one that was stopped", async () => {
    const name = await running();
    await docker().getContainer(name).stop();
    const destination = to(name, { order: "stop-first" });
    const strategy = containerStrategy(docker(), destination, { pauses: [] });
    const request = deployRequest(destination, images.two.reference);
    expect(await strategy.plan(request)).toContain(
      `container ${name}: it is stopped now, and is started with the new image`,
    );
    await docker().getContainer(name).start();
    expect(await strategy.plan(request)).toContain(
      `container ${name}: the old one is stopped before the new one is started`,
    );
    const steps: Step[] = [];
    await containerStrategy(docker(), destination, { pauses: [], after: (step) => void steps.push(step) }).deploy(
      request,
    );
    expect(steps).toContain("switched");
    expect(await reference(name)).toBe(images.two.reference);
  });

  it("leaves volumes without a name without one", async () => {
    const name = await running({ HostConfig: { Mounts: [{ Type: "volume", Source: "", Target: "/unnamed" }] } });
    const volumesOf = async () => (await inspect(name)).Mounts.map(({ Name }) => Name as string).sort();
    const before = await volumesOf();
    for (const image of [images.two, images.unchecked]) await deploy(name, image);
    expect(await volumesOf()).toEqual(before);
    await docker().getContainer(name).remove({ force: true, v: true });
    const left = await docker().listVolumes();
    expect(left.Volumes.filter((volume) => before.includes(volume.Name))).toEqual([]);
  });

  it("tells what it would change, and changes nothing", async () => {
    const plan = (name: string) =>
      containerStrategy(docker(), to(name), { pauses: [] }).plan(deployRequest(to(name), images.two.reference));
    const short = (image: Built) => image.reference.replace(/(@sha256:.{12}).*/, "$1");
    const beside = await running();
    const after = await running({
      HostConfig: { PortBindings: { "8080/tcp": [{ HostPort: String(await freePorts()) }] } },
    });
    const before = [await inspect(beside), await inspect(after)];
    const lines = [await plan(beside), await plan(after)];
    expect(lines).toEqual([
      [
        `container ${beside}: image ${short(images.one)} -> ${short(images.two)}`,
        `container ${beside}: the old one is kept running until the new one is healthy`,
        `container ${beside}: both may write to /data meanwhile; order: "stop-first" prevents that`,
      ],
      [
        `container ${after}: image ${short(images.one)} -> ${short(images.two)}`,
        `container ${after}: the old one is stopped before the new one is started`,
      ],
    ]);
    expect([await inspect(beside), await inspect(after)].map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));
  });
});
