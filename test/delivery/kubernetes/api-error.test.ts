import { expect, it } from "vitest";
import { fault, refusal } from "../../../runtime/delivery/kubernetes/api-error.ts";
import type { Cluster } from "../../../runtime/delivery/kubernetes/cluster.ts";

const cluster = { context: "prod", server: "https://k8s", user: "ci", place: {} } as Cluster;
const patch = { verb: "patch", resource: "deployments.apps", namespace: "shop" } as const;
const code = (error: unknown, access: Parameters<typeof fault>[1] = patch) =>
  fault(cluster, access, "deployment web", error).diagnostics[0]?.code;

/** As the client throws it. */
const answered = (status: number, message: string) => ({
  code: status,
  body: JSON.stringify({ kind: "Status", message }),
});
const thrown = (name: string, fields: object) => Object.assign(new Error("no"), { name, ...fields });

it("tells a missing right from an admission controller's no, which are both 403", () => {
  const right =
    'deployments.apps "web" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps"';
  expect(code(answered(403, right))).toBe("WB5406");
  expect(code(answered(403, 'admission webhook "policy" denied the request: no'))).toBe("WB5411");
  expect(code(thrown("Error", { statusCode: 403 }), { ...patch, verb: "watch" })).toBe("WB5406");
});

it("knows what may pass: the network, 429 and the server's own faults", () => {
  expect(refusal(thrown("FetchError", { code: "ECONNRESET" })).passing).toBe(true);
  expect(refusal(thrown("Error", { code: "ERR_STREAM_PREMATURE_CLOSE" })).passing).toBe(true);
  expect(refusal(thrown("TimeoutError", { code: 23 })).passing).toBe(true);
  expect(refusal(answered(429, "too many requests")).passing).toBe(true);
  expect(refusal(answered(503, "etcd is leaderless")).passing).toBe(true);
  expect(refusal(answered(404, "not found")).passing).toBe(false);
  expect(refusal(thrown("FetchError", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" })).passing).toBe(false);
});

it("puts what the client cannot do at all on the kubeconfig", () => {
  expect(code(thrown("Error", { code: "ENOENT" }))).toBe("WB5402");
  expect(code(new Error("No command was specified for exec authProvider!"))).toBe("WB5402");
  expect(code(thrown("FetchError", { code: "ENOTFOUND" }))).toBe("WB5404");
  expect(code(answered(500, "internal error"))).toBe("WB5404");
});
