import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import type { Diagnostic } from "../../../compiler/diagnostics/index.ts";
import { kubernetesStrategy } from "../../../runtime/delivery/kubernetes/index.ts";
import { configuration } from "./cluster/client.ts";
import { deployRequest } from "./cluster/request.ts";
import { fault } from "./cluster/stage.ts";

const home = mkdtempSync(join(tmpdir(), "waybill-kubeconfig-"));

function file(name: string, content: object | string): string {
  const path = join(home, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** The first diagnostic of a plan with these variables. */
async function planned(env: Record<string, string>, context?: string): Promise<Diagnostic | undefined> {
  const request = deployRequest({ namespace: "shop", ...(context && { context }) });
  const [first] = await fault(kubernetesStrategy.plan({ ...request, env }));
  return first;
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it("says where it looked when there is no kubeconfig", async () => {
  const missing = join(home, "missing");
  const named = await planned({ KUBECONFIG: missing });
  expect(named).toMatchObject({ code: "WB5401", fault: "infrastructure", at: { file: "pipeline.ts" } });
  expect(named?.message).toContain(`${missing} does not exist`);
  const usual = await planned({ KUBECONFIG: "", HOME: home });
  expect(usual?.message).toContain(join(home, ".kube", "config"));
});

it("says why a kubeconfig cannot be used", async () => {
  const broken = file("broken", "clusters: [");
  expect(await planned({ KUBECONFIG: broken })).toMatchObject({ code: "WB5402", fault: "infrastructure" });
  const plain = file("plain", {
    ...configuration("http://127.0.0.1:1", {}),
    clusters: [{ name: "test", cluster: { server: "http://127.0.0.1:1" } }],
  });
  const refused = await planned({ KUBECONFIG: plain });
  expect(refused?.code).toBe("WB5402");
  expect(refused?.message).toContain("HTTP protocol is not allowed");
});

it("names the contexts there are", async () => {
  const one = file("one", configuration("https://127.0.0.1:1", {}));
  const unknown = await planned({ KUBECONFIG: one }, "prod");
  expect(unknown).toMatchObject({ code: "WB5403", fault: "infrastructure" });
  expect(unknown?.message).toBe("the kubeconfig has no context prod; it has test");
  const none = file("none", { ...configuration("https://127.0.0.1:1", {}), "current-context": "" });
  expect((await planned({ KUBECONFIG: none }))?.message).toBe("the kubeconfig has no current context; it has test");
  const half = file("half", { ...configuration("https://127.0.0.1:1", {}), users: [] });
  expect((await planned({ KUBECONFIG: half }))?.message).toContain("no cluster or user for the context test");
});

it("merges several kubeconfigs as kubectl does: the first file's entry stands, missing files are passed over", async () => {
  const first = file("first", configuration(`http://127.0.0.1:${await closedPort()}`, {}));
  const port = await closedPort();
  const second = file("second", {
    ...configuration("https://unused.example", {}),
    "current-context": "other",
    clusters: [
      { name: "test", cluster: { server: "https://unused.example" } },
      { name: "other", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } },
    ],
    contexts: [{ name: "other", context: { cluster: "other", user: "ci" } }],
  });
  const KUBECONFIG = [join(home, "missing"), first, second].join(delimiter);
  expect((await planned({ KUBECONFIG }))?.message).not.toContain("unused.example");
  expect((await planned({ KUBECONFIG }, "other"))?.message).toContain(
    `cannot reach the Kubernetes API server http://127.0.0.1:${port}:`,
  );
});

it("says that the API server cannot be reached, after trying again for a while", async () => {
  const server = `http://127.0.0.1:${await closedPort()}`;
  const KUBECONFIG = file("unreachable", configuration(server, {}));
  const started = performance.now();
  const found = await planned({ KUBECONFIG });
  expect(found).toMatchObject({ code: "WB5404", fault: "infrastructure" });
  expect(found?.message).toContain(server);
  expect(found?.message).toContain("ECONNREFUSED");
  expect(performance.now() - started).toBeGreaterThan(1_000);
});
