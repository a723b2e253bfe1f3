import { describe, expect, it } from "vitest";
import { actionPin } from "../../runtime/pins/actions.ts";
import { imageDigest } from "../../runtime/pins/images.ts";
import { describeDocker, docker, registryAuth, runningEngine, uniqueName } from "../engine/index.ts";
import { COMMIT, DIGEST, gitHub, MANIFEST, OTHER_COMMIT, registry, serve } from "./server.ts";

const CI = async () => ({ username: "ci", password: "s3cret", serveraddress: "" });

describe("an action", () => {
  const pin = async (ref: string) => {
    const { host } = await serve(gitHub);
    return actionPin(`acme/tool@${ref}`, { address: `http://${host}` });
  };

  it("is the newest release within its ref, by numbers and not by letters", async () => {
    expect(await pin("v4")).toEqual({ version: "v4.10.0", commit: COMMIT });
  });

  it("is what a branch has now", async () => {
    expect(await pin("main")).toEqual({ version: "main", commit: OTHER_COMMIT });
  });

  it("is told to be missing", async () => {
    await expect(pin("v9")).rejects.toThrow(/^127\.0\.0\.1:\d+ knows no such thing$/);
  });

  it("is asked for with the token", async () => {
    let seen: string | undefined;
    const { host } = await serve((request, response, self) => {
      seen = request.headers.authorization;
      gitHub(request, response, self);
    });
    await actionPin("acme/tool@v4", { address: `http://${host}`, token: "t0ken" });
    expect(seen).toBe("Bearer t0ken");
  });

  it("cannot be had from a machine that does not answer", async () => {
    await expect(actionPin("acme/tool@v4", { address: "http://127.0.0.1:1" })).rejects.toThrow(
      "127.0.0.1:1 does not answer: ",
    );
  });
});

describe("an image", () => {
  it("is what the registry states, with a token for the login", async () => {
    const { host, requests } = await serve(registry);
    expect(await imageDigest(`${host}/tools/node:20`, fetch, CI)).toBe(DIGEST);
    expect(requests.map((one) => one.split("?")[0])).toEqual([
      "HEAD /v2/tools/node/manifests/20",
      "GET /token",
      "HEAD /v2/tools/node/manifests/20",
    ]);
  });

  it("is refused to who has no login, and told to be missing", async () => {
    const { host } = await serve(registry);
    await expect(imageDigest(`${host}/tools/node:20`, fetch, async () => undefined)).rejects.toThrow("wants a login");
    await expect(imageDigest(`${host}/tools/node:21`, fetch, CI)).rejects.toThrow("knows no such thing");
  });

  it("has the digest of its manifest where the registry does not state one", async () => {
    const { host } = await serve((request, response) => response.end(request.method === "HEAD" ? "" : MANIFEST));
    expect(await imageDigest(`${host}/tools/node`, fetch, CI)).toBe(DIGEST);
  });

  it("of Docker Hub is asked for where Docker asks", async () => {
    const asked: string[] = [];
    const ask = async (url: string) => {
      asked.push(url);
      return new Response("", { headers: { "docker-content-digest": DIGEST } });
    };
    for (const name of ["node", "node:20", "grafana/k6:1.0", "ghcr.io/a/b:1"]) await imageDigest(name, ask);
    expect(asked).toEqual([
      "https://registry-1.docker.io/v2/library/node/manifests/latest",
      "https://registry-1.docker.io/v2/library/node/manifests/20",
      "https://registry-1.docker.io/v2/grafana/k6/manifests/1.0",
      "https://ghcr.io/v2/a/b/manifests/1",
    ]);
  });
});

describeDocker("an image in a real registry", ({ images }) => {
  it("has the digest that the engine was told when it pushed", async () => {
    const { host, username, password } = runningEngine().registry;
    const repository = `${host}/${uniqueName("pinned")}`;
    await docker().getImage(images.busybox).tag({ repo: repository, tag: "1" });
    const image = docker().getImage(`${repository}:1`);
    const pushed = await image.push({ authconfig: registryAuth() });
    await new Promise((resolve, reject) =>
      docker().modem.followProgress(pushed, (error) => (error ? reject(error) : resolve(undefined))),
    );
    const { RepoDigests } = await image.inspect();
    const digest = await imageDigest(`${repository}:1`, fetch, async () => ({
      username,
      password,
      serveraddress: host,
    }));
    expect(RepoDigests).toContain(`${repository}@${digest}`);
    await image.remove();
  });
});
