import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DiagnosticError } from "../../compiler/diagnostics/index.ts";
import type { DeployJob } from "../../compiler/graph/model/index.ts";
import type { DeployRequest } from "../../runtime/delivery/contract.ts";
import { type ByHand, byHand } from "../../runtime/manual-deploy.ts";
import { build, deploy, graph, sh } from "../targets/graphs.ts";

const shared = mkdtempSync(join(tmpdir(), "waybill-shared-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));

const reference = `registry.example.com/shop@sha256:${"a".repeat(64)}`;
const to: DeployJob["to"] = {
  ...{ kind: "command", name: "edge", image: { kind: "registry", reference: "alpine:3.20" }, shell: "sh" },
  ...{ run: sh("./deploy.sh"), deadline: 5 },
};

/** What a deploy was asked for, and what it told. */
function shipping(env: DeployJob["env"], act: (request: DeployRequest) => void = () => {}) {
  const job = deploy("edge", "app", { to, env });
  const lines: string[] = [];
  const requests: DeployRequest[] = [];
  const strategy = {
    plan: async () => ["something"],
    async deploy(request: DeployRequest) {
      requests.push(request);
      act(request);
    },
  };
  const given: ByHand = {
    ...{
      graph: graph([build("app"), job]),
      job,
      reference,
      root: shared,
      shared,
      signal: new AbortController().signal,
    },
    facts: { event: "push", sha: "0123", branch: "main", vars: {}, changes: [], actor: "me" } as never,
    secrets: (name) => ({ EDGE_TOKEN: "correct-horse-1", REGISTRY_PASSWORD: "password1" })[name],
    delivery: { strategyFor: () => strategy },
    line: (_, text) => lines.push(text),
  };
  return { given, lines, requests };
}

const told = (error: unknown) => (error instanceof DiagnosticError ? error.diagnostics : []);

describe("an image that is shipped by hand", () => {
  it("is given what the deploy names: texts, secrets, facts and the image itself", async () => {
    const { given, requests } = shipping({
      ZONE: { kind: "literal", value: "eu" },
      EDGE_TOKEN: { kind: "secret", name: "EDGE_TOKEN" },
      APP: { kind: "image", job: "app" },
      BRANCH: { kind: "run", name: "branch" },
    });
    await byHand(given).deploy();
    expect(requests[0]?.env).toEqual({ ZONE: "eu", EDGE_TOKEN: "correct-horse-1", APP: reference, BRANCH: "main" });
    expect(await byHand(given).plan()).toEqual(["something"]);
  });

  it("shows no secret, in what it tells and in why it fails", async () => {
    const { given, lines } = shipping({ EDGE_TOKEN: { kind: "secret", name: "EDGE_TOKEN" } }, ({ env, sink }) => {
      sink.line("stdout", `the token is ${env.EDGE_TOKEN}`);
      throw new DiagnosticError({
        ...{ code: "WB5050", severity: "error", fault: "pipeline", message: `no ${env.EDGE_TOKEN}`, remedy: "none" },
      } as never);
    });
    const failed = await byHand(given).deploy().catch(told);
    expect(lines).toEqual(["the token is [masked]"]);
    expect(failed).toMatchObject([{ message: "no [masked]" }]);
  });

  it("cannot have what only a run has", () => {
    const { given } = shipping({ VERSION: { kind: "output", job: "version", name: "name" } });
    try {
      byHand(given);
      expect.unreachable();
    } catch (error) {
      expect(told(error)).toMatchObject([
        {
          code: "WB5053",
          fault: "usage",
          message: "the deploy edge uses the output name of version, which only a whole run has",
          remedy:
            "ship with waybill run, or use only strings, secrets and facts of the commit in the commands of this deploy",
        },
      ]);
    }
  });

  it("asks for the secrets that it is given", () => {
    const { given } = shipping({ OTHER: { kind: "secret", name: "OTHER" } });
    expect(() => byHand(given)).toThrow("WB4003");
  });
});
