import { afterAll, beforeAll, expect, it } from "vitest";
import type { ComposeService } from "../../../compiler/graph/model/index.ts";
import { composeStrategy } from "../../../runtime/delivery/compose/strategy.ts";
import { find } from "../../../runtime/delivery/container/inspection.ts";
import { nextName, previousName } from "../../../runtime/delivery/container/replacement.ts";
import type { Built } from "../../../runtime/values/image.ts";
import { describeDocker, docker, remove, uniqueName } from "../../engine/index.ts";
import { deployStand, tools } from "../../targets/shell/stand.ts";
import { complaint } from "../request.ts";
import { deployRequest, HEALTHY, servers } from "../server.ts";

/** Listens only a while after it was started, and no longer as soon as it is asked to stop. */
const SLOW =
  'sleep 2; httpd -f -p 8080 -h /www & server=$!; trap "kill $server; sleep 2; exit 0" TERM; wait $server; sleep 60';

const PATIENT = `for i in 1 2 3 4 5 6 7 8; do ${HEALTHY} && exit 0; sleep 1; done; exit 1`;

/** Asks for the service by its alias and by the container's name, again and again; the tallies are its last line. */
const CLIENT = `
const { get } = require("node:http");
const seen = { answered: {}, lost: {} };
const count = (of, key) => { of[key] = (of[key] ?? 0) + 1; };
const ask = (host) => new Promise((resolve) => {
  const request = get({ host, port: 8080, agent: false, timeout: 5000, autoSelectFamily: false }, (answer) => {
    let text = "";
    answer.on("data", (part) => { text += part; });
    answer.on("end", () => resolve(count(seen.answered, text.trim())));
    answer.on("error", (error) => resolve(count(seen.lost, host + " " + error.code)));
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", (error) => resolve(count(seen.lost, host + " " + (error.code ?? error.message))));
});
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
const client = async (host) => { for (;;) { await ask(host); await pause(); } };
for (const host of process.argv.slice(1)) client(host);
process.on("SIGTERM", () => { console.log(JSON.stringify(seen)); process.exit(0); });
`;

interface Tallies {
  readonly answered: Readonly<Record<string, number>>;
  readonly lost: Readonly<Record<string, number>>;
}

describeDocker("requests by name in a network", (engine) => {
  let images: Readonly<Record<"one" | "two" | "broken", Built>>;
  const containers: string[] = [];
  const networks: string[] = [];

  beforeAll(async () => {
    const more = "STOPSIGNAL SIGTERM";
    images = await servers({
      one: { version: "one", health: PATIENT, command: SLOW, more },
      two: { version: "two", health: PATIENT, command: SLOW, more },
      broken: { version: "broken", health: "exit 1", command: SLOW, more },
    });
  }, 120_000);
  afterAll(async () => {
    const all = containers.flatMap((name) => [name, nextName(name), previousName(name)]);
    await remove(...all.map((name) => docker().getContainer(name)));
    await remove(...networks.map((name) => docker().getNetwork(name)));
  });

  async function service(replicas: number): Promise<{ to: ComposeService; network: string; names: string[] }> {
    const project = uniqueName("shop");
    const network = `${project}-net`;
    networks.push(network);
    await docker().createNetwork({ Name: network });
    const names: string[] = [];
    for (let number = 1; number <= replicas; number++) {
      const name = `${project}-web-${number}`;
      names.push(name);
      containers.push(name);
      const Labels = {
        "com.docker.compose.project": project,
        "com.docker.compose.service": "web",
        "com.docker.compose.oneoff": "False",
      };
      const NetworkingConfig = { EndpointsConfig: { [network]: { Aliases: ["web"] } } };
      const made = await docker().createContainer({
        ...{ name, Image: images.one.reference, Labels, NetworkingConfig },
        HostConfig: { NetworkMode: network },
      });
      await made.start();
    }
    for (const name of names) {
      const health = async () => (await find(docker(), name))?.State.Health?.Status;
      await expect.poll(health, { timeout: 60_000 }).toBe("healthy");
    }
    return { to: { kind: "composeService", project, service: "web", deadline: 60 }, network, names };
  }

  async function asking(network: string, hosts: readonly string[], work: () => Promise<unknown>): Promise<Tallies> {
    const name = uniqueName("client");
    containers.push(name);
    const Cmd = ["node", "-e", CLIENT, ...hosts];
    const client = await docker().createContainer({
      ...{ name, Image: engine.images.node, Cmd },
      HostConfig: { NetworkMode: network, Init: true },
    });
    await client.start();
    await work();
    await client.stop();
    const log = await client.logs({ stdout: true, stderr: false, follow: false });
    return JSON.parse(log.subarray(8).toString("utf8")) as Tallies;
  }

  it.each([1, 2])(
    "are all answered while %i containers are replaced",
    async (replicas) => {
      const { to, network, names } = await service(replicas);
      const deploy = () =>
        composeStrategy(docker(), to, { pauses: [] }).deploy(deployRequest(to, images.two.reference));
      const { answered, lost } = await asking(network, ["web", names[0] as string], deploy);
      expect(lost).toEqual({});
      expect(Object.keys(answered).sort()).toEqual(["one", "two"]);
    },
    180_000,
  );

  it("are all answered by the old one when the new one is not healthy", async () => {
    const { to, network, names } = await service(1);
    const deploy = () =>
      complaint(composeStrategy(docker(), to, { pauses: [] }).deploy(deployRequest(to, images.broken.reference)));
    const { answered, lost } = await asking(network, ["web", names[0] as string], deploy);
    expect(lost).toEqual({});
    expect(Object.keys(answered)).toEqual(["one"]);
  }, 180_000);

  it.runIf(tools)(
    "are all answered while the emitted script replaces them, and when it brings the old ones back",
    async () => {
      const stand = deployStand(engine, uniqueName("alias"));
      try {
        const { to, network, names } = await service(2);
        const hosts = ["web", names[0] as string];
        const replaced = await asking(network, hosts, async () => {
          const { status, stderr } = await stand.run(to, images.two.reference);
          expect(status, stderr).toBe(0);
        });
        expect(replaced.lost).toEqual({});
        expect(Object.keys(replaced.answered).sort()).toEqual(["one", "two"]);
        const kept = await asking(network, hosts, async () => {
          const { status, stderr } = await stand.run(to, images.broken.reference);
          expect(status).toBe(1);
          expect(stderr).toContain(`${names[0]} runs with ${images.two.reference}`);
        });
        expect(kept).toMatchObject({ lost: {}, answered: { two: expect.any(Number) } });
      } finally {
        stand.dispose();
      }
    },
    240_000,
  );
});
