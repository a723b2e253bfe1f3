import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Finished, waybill } from "../cli/waybill.ts";
import { describeDocker, docker, expectNothingLeft, runningEngine, uniqueName } from "../engine/index.ts";
import { expectFault } from "../golden/golden.ts";
import { type Workspace, workspace } from "./workspace.ts";

/** An example as its author would set it up for this registry, and the name of what it deploys to. */
interface Delivery extends Workspace {
  readonly repository: string;
  readonly target: string;
  /** What stands for the names that differ from run to run. */
  readonly names: Readonly<Record<string, string>>;
  run(...args: string[]): Promise<Finished>;
  /** Any other command. */
  waybill(...args: string[]): Promise<Finished>;
}

async function delivery(example: string): Promise<Delivery> {
  const { registry, socketPath } = runningEngine();
  const target = uniqueName("shop");
  const repository = `${registry.host}/${target}`;
  const copy = await workspace(example);
  await copy.edit("pipeline.ts", "registry.example.com/shop", repository);
  await copy.edit("pipeline.ts", `("shop")`, `("${target}")`);
  await copy.commit("Name the registry and the target");
  const env = {
    DOCKER_HOST: `unix://${socketPath}`,
    REGISTRY_PASSWORD: registry.password,
    XDG_STATE_HOME: join(copy.folder, ".git", "state"),
  };
  const command = (...args: string[]) => waybill(args, { cwd: copy.folder, env });
  const run = (...args: string[]) => command("run", "pipeline.ts", "--deploy", "production", ...args);
  const names = { [registry.host]: "registry.example.com", [target]: "shop" };
  return { ...copy, repository, target, names, run, waybill: command };
}

/** A new pair of Ed25519 keys, as files that git does not see. */
async function keyPair(folder: string): Promise<{ readonly private: string; readonly public: string }> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const files = { private: join(folder, ".git", "key"), public: join(folder, ".git", "key.pub") };
  await writeFile(files.private, privateKey.export({ type: "pkcs8", format: "pem" }));
  await writeFile(files.public, publicKey.export({ type: "spki", format: "pem" }));
  return files;
}

const digestOf = (repository: string) => new RegExp(`^${repository}@sha256:[0-9a-f]{64}$`);
const CACHED = /app +\| .*CACHED/;

/** An image whose own command does nothing, as the first version of a service. */
async function imageThatWaits(base: string): Promise<string> {
  const repo = uniqueName("first");
  const container = await docker().createContainer({ Image: base });
  await container.commit({ repo, tag: "1", changes: 'CMD ["node", "-e", "setInterval(() => {}, 1e6)"]' });
  await container.remove();
  onTestFinished(() => docker().getImage(`${repo}:1`).remove({ force: true }));
  return `${repo}:1`;
}

describeDocker("examples/delivery", ({ images }) => {
  async function swarm(name: string) {
    const service = await docker().createService({
      Name: name,
      TaskTemplate: { ContainerSpec: { Image: await imageThatWaits(images.node) } },
    });
    onTestFinished(async () => void (await docker().getService(service.id).remove()));
    return async () => {
      const { Spec } = await docker().getService(service.id).inspect();
      return String(Spec.TaskTemplate.ContainerSpec.Image);
    };
  }

  it("ships what was tested, reuses the layers, and ships nothing when the test fails", async () => {
    const shop = await delivery("delivery");
    const image = await swarm(shop.target);

    const keys = await keyPair(shop.folder);
    const first = await shop.run("--sign-key", keys.private);
    expect(first.stdout + first.stderr).toContain("the shop adds up");
    expect(first.stdout).toMatch(/^succeeded in \S+: 4 succeeded$/m);
    expect(first.exitCode).toBe(0);
    const shipped = await image();
    expect(shipped).toMatch(digestOf(shop.repository));
    const { registry } = runningEngine();
    const login = Buffer.from(`${registry.username}:${registry.password}`).toString("base64");
    const manifest = `http://${registry.host}/v2/${shop.target}/manifests/${shipped.split("@")[1]}`;
    expect(await fetch(manifest, { headers: { authorization: `Basic ${login}` } })).toMatchObject({ status: 200 });

    const verified = await shop.waybill("verify", "pipeline.ts", shipped, "--key", keys.public);
    expect(verified).toMatchObject({ exitCode: 0, stderr: "" });
    expect(verified.stdout.split("\n")).toEqual([
      `${shipped}: built by delivery, and tested as it demands`,
      expect.stringMatching(/^shipped to .+ by run \S+ until \S+: succeeded$/),
    ]);
    const again = await shop.waybill("deploy", "pipeline.ts", "--image", shipped, "--to", "production", "--dry-run");
    expect(again).toMatchObject({ exitCode: 0, stdout: "nothing would change" });
    const repeated = await shop.waybill("deploy", "pipeline.ts", "--image", shipped, "--to", "production");
    expect(repeated.exitCode).toBe(0);
    const told = await shop.waybill("verify", "pipeline.ts", shipped, "--key", keys.public);
    expect(told.stdout).toMatch(/^shipped to .+ by hand as \S+ until \S+: succeeded$/m);
    const unknown = `${shop.repository}@sha256:${"0".repeat(64)}`;
    const refused = await shop.waybill("deploy", "pipeline.ts", "--image", unknown, "--to", "production");
    expect(refused.stderr).toContain(`error WB5040: no record of an earlier run shows that ${unknown} was tested`);
    expect(refused.exitCode).toBe(1);
    const lost = await shop.waybill("deploy", "pipeline.ts", "--image", shipped, "--to", "staging");
    expect(lost.stderr).toContain("error WB1904: the pipeline `delivery` has no deploy named `staging`");
    expect(lost.exitCode).toBe(2);

    const second = await shop.run();
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(CACHED);
    expect(await image()).toBe(shipped);

    await shop.edit("src/price.mjs", "1 - discount / 100", "1 - discount / 50");
    await shop.edit("price.test.mjs", "10), 899", "10), 799");
    await shop.commit("Break what the unit test does not see");
    const third = await shop.run();
    expect(third.exitCode).toBe(1);
    expect(third.stdout + third.stderr).toContain("expected a total of 315");
    expect(await image()).toBe(shipped);
    expect(await shop.changes()).toBe("");
  }, 240_000);

  it("builds and tests, but does not deploy, on another branch", async () => {
    const shop = await delivery("delivery");
    const image = await swarm(shop.target);
    const { exitCode, stdout } = await shop.run("--branch", "feature", "--reporter", "json");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/"job":"production","result":\{"status":"skipped","reason":\{"kind":"condition"\}/);
    expect(await image()).not.toMatch(digestOf(shop.repository));
    await expectNothingLeft((JSON.parse(stdout.split("\n")[0] ?? "") as { run: string }).run);
  }, 120_000);

  it("names the registry that refuses the password, and ships nothing", async () => {
    const shop = await delivery("delivery");
    const image = await swarm(shop.target);
    await shop.edit("pipeline.ts", `username: "ci"`, `username: "nobody"`);
    const { exitCode, stdout } = await shop.run();
    expect(exitCode).toBe(3);
    expectFault("password-refused", stdout, shop.names);
    expect(await image()).not.toMatch(digestOf(shop.repository));
  }, 120_000);

  it("names the service that does not exist", async () => {
    const shop = await delivery("delivery");
    const { exitCode, stdout } = await shop.run();
    expect(exitCode).toBe(3);
    // Tests beside this one have services in the same Swarm.
    const alone = stdout.replace(/the services there are: [^;]*/, "there is no service at all");
    expectFault("service-does-not-exist", alone, shop.names);
  }, 120_000);
});

describeDocker("examples/restart", ({ images }) => {
  it("replaces one container in place, keeping its name, ports, environment and volumes", async () => {
    const shop = await delivery("restart");
    const volume = uniqueName("data");
    const old = await docker().createContainer({
      name: shop.target,
      Image: await imageThatWaits(images.node),
      Env: ["GREETING=hello"],
      ExposedPorts: { "8080/tcp": {} },
      HostConfig: {
        Binds: [`${volume}:/data`],
        PortBindings: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] },
        RestartPolicy: { Name: "unless-stopped" },
      },
    });
    onTestFinished(async () => {
      await docker().getContainer(shop.target).remove({ force: true });
      await docker().getVolume(volume).remove();
    });
    await old.start();

    const { exitCode, stdout, stderr } = await shop.run();
    expect(stdout + stderr).toContain("the shop adds up");
    expect(stdout).toMatch(/^succeeded in \S+: 4 succeeded$/m);
    expect(exitCode).toBe(0);

    const replaced = await docker().getContainer(shop.target).inspect();
    expect(replaced.Id).not.toBe(old.id);
    expect(replaced.Name).toBe(`/${shop.target}`);
    expect(replaced.State.Running).toBe(true);
    expect(replaced.Config.Image).toMatch(digestOf(shop.repository));
    expect(replaced.Config.Env).toContain("GREETING=hello");
    expect(replaced.Config.Cmd).toEqual(["node", "src/server.mjs"]);
    expect(replaced.HostConfig.Binds).toEqual([`${volume}:/data`]);
    expect(replaced.HostConfig.RestartPolicy?.Name).toBe("unless-stopped");
    const port = replaced.NetworkSettings.Ports["8080/tcp"]?.[0]?.HostPort;
    const answer = await fetch(`http://127.0.0.1:${port}/?price=100&price=250`);
    expect(await answer.json()).toEqual({ total: 350 });
    await expect(old.inspect()).rejects.toThrow(/no such container/i);
  }, 240_000);
});
