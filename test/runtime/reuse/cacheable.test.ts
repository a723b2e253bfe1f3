import { expect, it } from "vitest";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { whyAlwaysRun } from "../../../runtime/reuse/cacheable.ts";
import { build, ship } from "../../graph/sample.ts";
import { scriptJob, step } from "../graphs.ts";

const inputs = ["src"];
const secret = { kind: "secret", name: "TOKEN" } as const;
const token = { kind: "idToken", name: "TOKEN", audience: "vault" } as const;
const template = { kind: "template", parts: [{ kind: "literal", value: "node:20" }] } as const;

it.each<[string, Partial<ScriptJob>, string | undefined]>([
  ["that names its inputs", { inputs }, undefined],
  ["that names none", {}, "does not name its inputs"],
  ["that is given a secret", { inputs, env: { TOKEN: secret } }, "is given the secret TOKEN"],
  ["with a secret in a step", { inputs, steps: [step("true", { env: { A: secret } })] }, "is given the secret TOKEN"],
  ["that is given an id token", { inputs, env: { TOKEN: token } }, "is given the secret TOKEN"],
  ["that is final", { inputs, finally: true }, "is final: how the run went is for it to see"],
  ["whose image is named late", { inputs, image: template }, "runs in an image whose name is put together in the run"],
])("tells why a job %s runs every time", (_, rest, reason) => {
  expect(whyAlwaysRun(scriptJob("unit", rest))).toBe(reason);
});

it("never takes a build or a deploy for done", () => {
  expect(whyAlwaysRun(build("app"))).toMatch(/^builds an image/);
  expect(whyAlwaysRun(ship("live", "app", ["test"]))).toMatch(/^is a deploy/);
});
