import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { beforeAll, expect, it } from "vitest";
import type { RegistryAuth } from "../../../runtime/registry/credentials.ts";
import { push } from "../../../runtime/registry/push.ts";
import type { DeliverySink } from "../../../runtime/values/image.ts";
import { type Fault, faultyRegistry } from "../../delivery/faulty-registry.ts";
import { complaint, sink } from "../../delivery/request.ts";
import { servers } from "../../delivery/server.ts";
import { describeDocker, docker, registryAuth, uniqueName } from "../../engine/index.ts";

const login = {
  username: { kind: "literal", value: "ci" },
  password: { kind: "secret", name: "REGISTRY_PASSWORD" },
} as const;

describeDocker("pushing an image", ({ registry }) => {
  let image: string;
  let otherDigest: string;
  let otherRepository: string;
  beforeAll(async () => {
    const { one, two } = await servers({ one: { version: "one" }, two: { version: "two" } });
    image = one.reference;
    otherDigest = two.digest;
    otherRepository = two.reference.slice(two.reference.indexOf("/") + 1, two.reference.indexOf("@"));
  });

  async function pushTo(
    host: string,
    auth: RegistryAuth | undefined = registryAuth(),
    { pauses = [] as readonly number[], told = sink() as DeliverySink, name = uniqueName("pushed") } = {},
  ) {
    const repository = `${host}/${name}`;
    await docker().getImage(image).tag({ repo: repository, tag: "v1" });
    // The containerd image store sends a login only to the registry that it names.
    const access = { repository, auth: { ...auth, serveraddress: host }, login };
    return push(docker(), { access, tag: "v1", sink: told, signal: new AbortController().signal, pauses });
  }

  /** A fault in requests for manifests, once one was pushed. */
  function afterPush(fault: Fault): Fault {
    let pushed = false;
    return (asked, answer) => {
      if (!asked.url?.includes("/manifests/")) return false;
      if (asked.method === "PUT") pushed = true;
      return pushed && asked.method !== "PUT" && fault(asked, answer);
    };
  }

  /** Lets another image stand under the tag. */
  function otherImage(asked: IncomingMessage): boolean {
    if (!asked.url?.endsWith("/v1") && !asked.url?.endsWith(otherDigest)) return false;
    asked.url = `/v2/${otherRepository}/manifests/${otherDigest}`;
    return true;
  }

  it("tells the digest that the registry holds", async () => {
    expect(await pushTo(registry.host)).toBe(image.slice(image.indexOf("@") + 1));
  });

  it("sends nothing when the registry has that very image already", async () => {
    const name = uniqueName("pushed");
    await pushTo(registry.host, undefined, { name }).catch(() => {});
    const digest = await pushTo(registry.host, registryAuth(), { name });
    const told = sink();
    expect(await pushTo(registry.host, registryAuth(), { name, told })).toBe(digest);
    expect(told.lines).toEqual([expect.stringContaining("is in the registry already")]);
  });

  it("names registry, user and secret when the password is wrong", async () => {
    const failed = await complaint(pushTo(registry.host, { ...registryAuth(), password: "wrong" }));
    expect(failed).toMatchObject({ code: "WB5010", fault: "infrastructure" });
    expect(failed.message).toContain(registry.host);
    expect(failed.message).toContain("login of ci");
    expect(failed.remedy).toContain("the secret REGISTRY_PASSWORD");
    expect(failed.message + failed.remedy).not.toContain("wrong");
  });

  it("says so when there is no login at all", async () => {
    const repository = `${registry.host}/${uniqueName("pushed")}`;
    await docker().getImage(image).tag({ repo: repository, tag: "v1" });
    const access = { repository, auth: undefined, login: undefined };
    const signal = new AbortController().signal;
    const failed = await complaint(push(docker(), { access, tag: "v1", sink: sink(), signal, pauses: [] }));
    expect(failed).toMatchObject({ code: "WB5011", remedy: expect.stringContaining("docker login") });
  });

  it("tries again when the registry is in trouble for a while, also in mid-push", async () => {
    let troubles = 0;
    const host = await faultyRegistry((asked, answer) => {
      if (asked.method !== "PUT" || !asked.url?.includes("/manifests/") || troubles++ >= 2) return false;
      answer.writeHead(503).end("not now");
      return true;
    });
    const told = sink();
    expect(await pushTo(host, registryAuth(), { pauses: [10, 10, 10], told })).toMatch(/^sha256:/);
    expect(troubles).toBeGreaterThan(2);
    expect(told.lines.filter((line) => line.includes("trying again"))).not.toHaveLength(0);
  });

  it("gives up on a registry that stays away, and says how often it tried", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const failed = await complaint(pushTo(`127.0.0.1:${port}`, registryAuth(), { pauses: [10, 20] }));
    expect(failed).toMatchObject({ code: "WB5012", fault: "infrastructure" });
    expect(failed.message).toContain("3 attempts");
    expect(failed.message).toMatch(/refused/);
  });

  it("passes on why a registry does not take the image", async () => {
    const body = JSON.stringify({ errors: [{ code: "NAME_INVALID", message: "no such project here" }] });
    const host = await faultyRegistry((asked, answer) => {
      if (asked.method !== "PUT" || !asked.url?.includes("/manifests/")) return false;
      answer.writeHead(400, { "content-type": "application/json" }).end(body);
      return true;
    });
    const failed = await complaint(pushTo(host));
    expect(failed).toMatchObject({ code: "WB5016", message: expect.stringContaining("no such project here") });
  });

  it("does not accept a registry that holds something else than was pushed", async () => {
    const unknown = JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] });
    const host = await faultyRegistry(
      afterPush((asked, answer) => {
        if (otherImage(asked)) return false;
        answer.writeHead(404, { "content-type": "application/json" }).end(unknown);
        return true;
      }),
    );
    const failed = await complaint(pushTo(host));
    expect(failed).toMatchObject({ code: "WB5013", fault: "infrastructure" });
    expect(failed.message).toContain(otherDigest);
  });

  it("goes on with what it pushed when the tag is moved meanwhile", async () => {
    const host = await faultyRegistry(
      afterPush((asked) => {
        otherImage(asked);
        return false;
      }),
    );
    const told = sink();
    expect(await pushTo(host, registryAuth(), { told })).toBe(image.slice(image.indexOf("@") + 1));
    expect(told.lines.join("\n")).toContain(`was moved to ${otherDigest}`);
  });
});
