import { afterAll, beforeAll, expect, it } from "vitest";
import type { ContainerRestart } from "../../../compiler/graph/model/index.ts";
import { find } from "../../../runtime/delivery/container/inspection.ts";
import { nextName, previousName } from "../../../runtime/delivery/container/replacement.ts";
import { containerStrategy } from "../../../runtime/delivery/container/strategy.ts";
import type { Built } from "../../../runtime/values/image.ts";
import { describeDocker, docker, remove, uniqueName } from "../../engine/index.ts";
import { complaint } from "../request.ts";
import { deployRequest, HEALTHY, servers } from "../server.ts";
import { underTraffic } from "../traffic.ts";

const GRACEFUL = 'httpd -f -p 8080 -h /www & server=$!; trap "sleep 5; kill $server; exit 0" TERM; wait $server';

interface Published {
  readonly NetworkSettings: { readonly Ports: Readonly<Record<string, readonly { HostPort: string }[] | null>> };
}

describeDocker("requests while a container is replaced", () => {
  let images: Readonly<Record<"one" | "two" | "broken", Built>>;
  const names: string[] = [];

  beforeAll(async () => {
    const more = "STOPSIGNAL SIGTERM";
    images = await servers({
      one: { version: "one", health: HEALTHY, command: GRACEFUL, more },
      two: { version: "two", health: HEALTHY, command: GRACEFUL, more },
      broken: { version: "broken", health: "exit 1", command: GRACEFUL, more },
    });
  });
  afterAll(async () => {
    const all = names.flatMap((name) => [name, nextName(name), previousName(name)]);
    await remove(...all.map((name) => docker().getContainer(name)));
  });

  /** A container that answers on a port of the engine's choice, or on a fixed one. */
  async function running(HostPort: string): Promise<{ name: string; ports: () => Promise<readonly number[]> }> {
    const name = uniqueName("web");
    names.push(name);
    const made = await docker().createContainer({
      name,
      Image: images.one.reference,
      ExposedPorts: { "8080/tcp": {} },
      HostConfig: { PortBindings: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort }] } },
    });
    await made.start();
    const ports = async () => {
      const found = ((await find(docker(), name)) as Published | undefined)?.NetworkSettings.Ports["8080/tcp"];
      return (found ?? []).map((one) => Number(one.HostPort));
    };
    const healthy = async () => (await find(docker(), name))?.State.Health?.Status;
    await expect.poll(healthy, { timeout: 60_000 }).toBe("healthy");
    return { name, ports };
  }

  const deploy = (container: string, image: Built) => {
    const to: ContainerRestart = { kind: "containerRestart", container, deadline: 120 };
    return containerStrategy(docker(), to, { pauses: [] }).deploy(deployRequest(to, image.reference));
  };

  it("are all answered by the old one when the new one, beside it, is not healthy", async () => {
    const { name, ports } = await running("");
    const traffic = await underTraffic(ports, () => complaint(deploy(name, images.broken)));
    expect(traffic.versions).toEqual(["one"]);
    expect(traffic.lost).toEqual([]);
  });

  it("are answered by the old one and then by the new one, but for the moment in which the name moves", async () => {
    const { name, ports } = await running("");
    const traffic = await underTraffic(ports, () => deploy(name, images.two));
    expect(traffic.versions).toEqual(["one", "two"]);
    // The engine has no way to give a name from one container to another at once.
    expect(traffic.lost.filter((reason) => reason !== "nobody serves")).toEqual([]);
    expect(traffic.lost.length).toBeLessThan(traffic.answered);
  });

  it("find the old one again when the new one, which had to take its port, is not healthy", async () => {
    const { name, ports } = await running(String(20_000 + Math.floor(Math.random() * 10_000)));
    const traffic = await underTraffic(ports, () => complaint(deploy(name, images.broken)));
    expect(traffic.versions[0]).toBe("one");
    const after = await underTraffic(ports, () => new Promise((resolve) => setImmediate(resolve)));
    expect(after.versions).toEqual(["one"]);
  });
});
