import { describe, expect, it } from "vitest";
import { actionPin } from "../../runtime/pins/actions.ts";
import { imageDigest } from "../../runtime/pins/images.ts";
import { includeCommit } from "../../runtime/pins/includes.ts";
import { describeDocker, docker, registryAuth, runningEngine, uniqueName } from "../engine/index.ts";
import { type Answer, COMMIT, DIGEST, gitHub, MANIFEST, OTHER_COMMIT, registry, serve } from "./server.ts";

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

describe("what GitLab includes", () => {
  const at = { file: "pipeline.ts", line: 1, column: 1 };
  const file = {
    kind: "file",
    project: "platform/ci",
    file: "a.yml",
    ref: "release/v3",
    inputs: {},
    location: at,
  } as const;
  const component = (host: string) =>
    ({
      kind: "component",
      component: `${host}/org/deep/tools/scan`,
      version: "1.2.3",
      inputs: {},
      location: at,
    }) as const;
  /** GitLab's interface, as documented (API: commits, retrieve a single commit). */
  const gitLab: Answer = (request, response) => {
    const known: Record<string, string> = {
      "/api/v4/projects/platform%2Fci/repository/commits/release%2Fv3": COMMIT,
      "/api/v4/projects/org%2Fdeep%2Ftools/repository/commits/1.2.3": OTHER_COMMIT,
    };
    const id = known[String(request.url)];
    response.writeHead(id ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(id ? { id, short_id: id.slice(0, 8) } : { message: "404 Commit Not Found" }));
  };

  it("is the commit that its ref stands for, asked for with the token", async () => {
    let seen: unknown;
    const { host } = await serve((request, response, self) => {
      seen = request.headers["private-token"];
      gitLab(request, response, self);
    });
    const own = { address: `http://${host}/api/v4`, token: "t0ken" };
    expect(await includeCommit(file, own)).toBe(COMMIT);
    expect(seen).toBe("t0ken");
    expect(await includeCommit(component(host), own)).toBe(OTHER_COMMIT);
    await expect(includeCommit({ ...file, ref: "v9" }, own)).rejects.toThrow("knows no such thing");
  });

  it("does not show the token to another GitLab", async () => {
    const asked: (readonly [string, unknown])[] = [];
    const ask = async (url: string, init?: RequestInit) => {
      asked.push([url, new Headers(init?.headers).get("private-token")]);
      return Response.json({ id: COMMIT });
    };
    await includeCommit(component("gitlab.example.com"), { address: "https://gitlab.com/api/v4", token: "t0ken", ask });
    expect(asked).toEqual([
      ["https://gitlab.example.com/api/v4/projects/org%2Fdeep%2Ftools/repository/commits/1.2.3", null],
    ]);
  });

  it("is no answer without a commit", async () => {
    const ask = async () => Response.json({ id: "main" });
    await expect(includeCommit(file, { ask })).rejects.toThrow("gitlab.com names no commit");
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
    await expect(imageDigest(`${host}/tools/node:20`, fetch, async () => undefined)).rejects.toThrow(
      "requires a login",
    );
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
