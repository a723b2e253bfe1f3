import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { diagnostic } from "../../../compiler/diagnostics/index.ts";
import type { Expr, RunFacts } from "../../../compiler/expr/model.ts";
import type { DeployJob, ScriptJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import {
  type FinishedRun,
  graphDigest,
  type HandShipped,
  handRecord,
  readRecords,
  readStatements,
  runRecord,
  type Shipment,
  seal,
  shippings,
  signatureTrouble,
  signingKey,
  statements,
  testedRun,
  unseal,
  verify,
  verifyingKey,
  writeRecord,
} from "../../../runtime/delivery/record/index.ts";
import type { JobResult } from "../../../runtime/events.ts";
import type { Taken } from "../../../runtime/outcome.ts";
import { statedDigest } from "../../../runtime/registry/digest.ts";
import type { Digest } from "../../../runtime/store/digest.ts";
import { step } from "../../runtime/graphs.ts";
import { complaint, folderOf, jobBase } from "../fixtures.ts";

const digest = statedDigest(`sha256:${"a1".repeat(32)}`);
const repository = "registry.example.com/shop";
const reference = `${repository}@${digest}`;

const graph: StageGraph = {
  version: 1,
  name: "shop",
  source: "pipeline.ts",
  location: jobBase.location,
  triggers: [],
  stages: ["build", "test", "deploy"],
  jobs: [
    {
      ...jobBase,
      id: "app",
      kind: "build",
      repository,
      context: ".",
      dockerfile: "Dockerfile",
      args: { COLOR: { kind: "literal", value: "red" } },
      secrets: { token: { kind: "secret", name: "TOKEN" } },
      tags: [],
      platforms: [],
      layerCache: "local",
    },
    {
      ...jobBase,
      id: "smoke",
      kind: "script",
      image: { kind: "build", job: "app" },
      steps: [],
      services: [],
      caches: [],
      outputs: [],
      shell: "sh",
      retry: 0,
      allowFailure: false,
    },
    {
      ...jobBase,
      id: "production",
      kind: "deploy",
      image: "app",
      proof: { kind: "tested", by: ["smoke"] },
      to: {
        kind: "swarmService",
        service: "shop",
        order: "start-first",
        parallelism: 1,
        delay: 0,
        deadline: 60,
      },
    },
  ],
};

const succeeded: JobResult = { status: "succeeded", outputs: {} };
const failed: JobResult = { status: "failed", failure: { kind: "timeout", seconds: 1 }, allowed: false };

function finished(
  smoke: JobResult = succeeded,
  { outcome, ...more }: Partial<Omit<FinishedRun, "outcome">> & { outcome?: Partial<FinishedRun["outcome"]> } = {},
): FinishedRun {
  const facts = { event: "push", branch: "main", sha: "0".repeat(40), actor: "someone", vars: {}, changedFiles: [] };
  return {
    ...{ run: "run-1", graph, facts: facts as RunFacts, inputs: {}, dirty: false },
    source: "https://example.com/shop.git",
    startedAt: 1_700_000_000_000,
    finishedAt: 1_700_000_060_000,
    version: "1.2.3",
    ...more,
    outcome: { ...outcomeOf(smoke), ...outcome },
  };
}

function outcomeOf(smoke: JobResult): FinishedRun["outcome"] {
  return {
    jobs: new Map([
      ["app", succeeded],
      ["smoke", smoke],
      [
        "production",
        smoke.status === "succeeded" ? succeeded : { status: "skipped", reason: { kind: "need", job: "smoke" } },
      ],
    ]),
    reports: new Map(),
    images: new Map([["app", { digest, reference }]]),
    steps: new Map(),
    taken: new Map(),
  };
}

const elsewhere: Taken = {
  ...{ run: "run-0", commit: "2".repeat(40), dirty: true, foreign: true },
  ...{ graph: "b2".repeat(32) as Digest, tree: "c3".repeat(32) as Digest },
};
const shipment: Shipment = { reference, graph, job: graph.jobs[2] as DeployJob };
const steps = ["shallow", "deep"].map((name) => step(name));
const withSteps = {
  ...graph,
  jobs: graph.jobs.map((job) => (job.kind === "script" ? { ...job, steps } : job)),
};
const equal = (name: "branch", value: string): Expr => ({ op: "equal", variable: { kind: "run", name }, value });

const keys = generateKeyPairSync("ed25519");
const others = generateKeyPairSync("ed25519");

const broken = diagnostic("WB5022", { target: "service shop", image: "x", reason: "it crashed", now: "y" });
const jobsOf = (production: JobResult) =>
  new Map<string, JobResult>(Object.entries({ app: succeeded, smoke: succeeded, production }));

function byHand(more: Partial<HandShipped> = {}): HandShipped {
  const job = graph.jobs.find((one): one is DeployJob => one.kind === "deploy") as DeployJob;
  return {
    ...{ run: "hand-1", graph, job, commit: "1".repeat(40), reference, proof: { tests: "run-1" } },
    ...{ startedAt: 1_700_000_100_000, finishedAt: 1_700_000_101_000, version: "1.2.3" },
    ...more,
  };
}

describe("the record of a deploy by hand", () => {
  it("tells what was shipped where, why it might be, and how it ended", () => {
    expect(handRecord(byHand())).toMatchObject({
      ...{ byHand: true, event: "manual", commit: "1".repeat(40), images: [] },
      jobs: [{ id: "production", kind: "deploy", status: "succeeded" }],
      deploys: [
        { job: "production", image: "app", reference, target: "service shop", status: "succeeded", tests: "run-1" },
      ],
    });
    expect(
      handRecord(byHand({ proof: { unverified: "it burns" }, failed: { code: "WB5022", rollback: "done" } })).deploys,
    ).toMatchObject([{ status: "failed", unverified: "it burns", failure: { code: "WB5022", rollback: "done" } }]);
  });

  it("is shown with those of runs, the newest first, and shows no tests itself", async () => {
    const folder = await folderOf({});
    const unhealthy = jobsOf({
      status: "failed",
      failure: { kind: "diagnostic", diagnostic: broken, rollback: "done" },
      allowed: false,
    });
    await writeRecord(folder, runRecord(finished(succeeded, { outcome: { jobs: unhealthy } })));
    await writeRecord(folder, handRecord(byHand({ proof: { unverified: "it burns" } })));
    expect(shippings(await readRecords(folder), reference)).toEqual([
      "shipped to service shop by hand as hand-1 until 2023-11-14T22:15:01.000Z, unverified: it burns: succeeded",
      "shipped to service shop by run run-1 until 2023-11-14T22:14:20.000Z: failed with WB5022, and what ran before was brought back",
    ]);
    const alone = await folderOf({});
    await writeRecord(alone, handRecord(byHand()));
    expect((await complaint(testedRun(alone, shipment))).code).toBe("WB5040");
  });
});

describe("the record of a run", () => {
  it("counts the tests that ran in an image, as its statement does", () => {
    const tests = { total: 40, failed: 0, skipped: 1, failures: [] };
    const record = runRecord(finished(succeeded, { outcome: { reports: new Map([["smoke", { tests }]]) } }));
    const smoke = { status: "succeeded", cases: { total: 40, failed: 0, skipped: 1 } };
    expect(record.jobs.find(({ id }) => id === "smoke")).toMatchObject({ id: "smoke", kind: "script", ...smoke });
    expect(record.images[0]?.tests).toMatchObject([{ job: "smoke", inside: true, ...smoke }]);
    expect(statements(record)[0]?.statement.predicate.waybill_tests).toEqual(record.images[0]?.tests);
  });

  it("is what its schema says", () => {
    const schema = JSON.parse(readFileSync("schemas/run-record.schema.json", "utf8"));
    const ajv = new Ajv2020({ strict: true, validateFormats: false });
    const valid = ajv.compile(schema);
    const unhealthy = jobsOf({
      status: "failed",
      failure: { kind: "diagnostic", diagnostic: broken, rollback: "done" },
      allowed: false,
    });
    const records = [runRecord(finished()), runRecord(finished(failed, { dirty: true })), handRecord(byHand())];
    records.push(
      runRecord(finished(succeeded, { outcome: { jobs: unhealthy } })),
      handRecord(byHand({ failed: { code: "WB5022", rollback: "done" } })),
    );
    const tests = { total: 1, failed: 0, skipped: 0, failures: [] };
    records.push(runRecord(finished(succeeded, { outcome: { reports: new Map([["smoke", { tests }]]) } })));
    records.push(runRecord(finished(succeeded, { outcome: { taken: new Map([["app", elsewhere]]) } })));
    for (const record of records) {
      expect(valid(record), JSON.stringify(valid.errors)).toBe(true);
    }
    expect(valid({ ...runRecord(finished()), more: 1 })).toBe(false);
  });

  it("holds each image's inputs and tests, and where it was shipped", () => {
    const record = runRecord(finished());
    expect(record).toMatchObject({
      run: "run-1",
      pipeline: "shop",
      graphDigest: graphDigest(graph),
      startedAt: "2023-11-14T22:13:20.000Z",
      images: [{ digest, inputs: { args: { COLOR: "red" } }, tests: [{ job: "smoke", status: "succeeded" }] }],
      deploys: [{ reference, target: "service shop", status: "succeeded" }],
    });
    expect(JSON.stringify(record)).not.toContain("TOKEN");
  });

  it("gives each image an in-toto statement with SLSA provenance", () => {
    const [{ statement } = {}] = statements(runRecord(finished()));
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: repository, digest: { sha256: "a1".repeat(32) } }],
      predicateType: "https://slsa.dev/provenance/v1",
      predicate: {
        buildDefinition: {
          internalParameters: { graphDigest: graphDigest(graph) },
          resolvedDependencies: [{ uri: "git+https://example.com/shop.git", digest: { gitCommit: "0".repeat(40) } }],
        },
        runDetails: { builder: { version: { waybill: "1.2.3" } }, metadata: { invocationId: "run-1" } },
        waybill_tests: [{ job: "smoke", status: "succeeded" }],
      },
    });
  });
});

describe("the signature", () => {
  const [{ statement } = {}] = statements(runRecord(finished()));
  if (!statement) throw new Error("no statement");

  it("is valid for the key it was made with, and for the statement as it was", () => {
    const envelope = seal(statement, keys.privateKey);
    expect(unseal(envelope)).toEqual(statement);
    expect(signatureTrouble(envelope, keys.publicKey)).toBeUndefined();
    expect(signatureTrouble(envelope, others.publicKey)).toBe("it was signed with another key");
    const changed = {
      ...envelope,
      payload: Buffer.from(JSON.stringify({ ...statement, subject: [] })).toString("base64"),
    };
    expect(signatureTrouble(changed, keys.publicKey)).toBe("the statement was changed after it was signed");
    expect(signatureTrouble(seal(statement), keys.publicKey)).toBe("it is not signed");
  });

  const openssl = spawnSync("openssl", ["version"]).status === 0;
  it.runIf(openssl)("is DSSE's: openssl agrees", async () => {
    const { payload, payloadType, signatures } = seal(statement, keys.privateKey);
    const body = Buffer.from(payload, "base64");
    const folder = await folderOf({
      pae: `DSSEv1 ${payloadType.length} ${payloadType} ${body.length} ${body.toString("utf8")}`,
      "key.pem": keys.publicKey.export({ type: "spki", format: "pem" }) as string,
    });
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder, "sig"), Buffer.from(signatures[0]?.sig ?? "", "base64"));
    const args = ["pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "pae", "-sigfile", "sig"];
    expect(execFileSync("openssl", args, { cwd: folder, encoding: "utf8" })).toContain("Verified Successfully");
  });

  it("takes Ed25519 keys in PEM form only", async () => {
    const pem = (key: typeof keys.privateKey) => key.export({ type: "pkcs8", format: "pem" }) as string;
    expect(signingKey(pem(keys.privateKey), "k").asymmetricKeyType).toBe("ed25519");
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const read = async (text: string) => signingKey(text, "my.key");
    expect(await complaint(read(pem(rsa.privateKey)))).toMatchObject({ code: "WB5045", fault: "usage" });
    expect((await complaint(read("nonsense"))).message).toContain("my.key");
    expect((await complaint((async () => verifyingKey("nonsense", "p"))())).code).toBe("WB5045");
  });
});

describe("verifying an image", () => {
  async function kept(run = finished(), key = keys.privateKey): Promise<string> {
    const folder = await folderOf({});
    await writeRecord(folder, runRecord(run), key);
    return folder;
  }
  const codes = async (folder: string, more: Partial<Parameters<typeof verify>[0]> = {}) =>
    (await verify({ reference, folder, graph, key: keys.publicKey, ...more })).map(({ code }) => code);

  it("finds nothing wrong when digest, signature, graph and tests are right", async () => {
    const folder = await kept();
    expect(await codes(folder)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(["run-1.json", `sha256-${"a1".repeat(32)}.run-1.intoto.json`]);
  });

  it("warns where the signature was not checked", async () => {
    const found = await verify({ reference, folder: await kept(), graph });
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([["WB5047", "warning"]]);
  });

  it("refuses a wrong key, another digest, another repository, another graph and a test that did not pass", async () => {
    expect(await codes(await kept(), { key: others.publicKey })).toEqual(["WB5041"]);
    expect(await codes(await kept(), { reference: `${repository}@sha256:${"b2".repeat(32)}` })).toEqual(["WB5042"]);
    expect(await codes(await kept(), { reference: `registry.example.com/other@${digest}` })).toEqual(["WB5042"]);
    expect(await codes(await kept(), { graph: { ...graph, name: "other" } })).toEqual(["WB5046"]);
    expect(await codes(await kept(finished(failed)))).toEqual(["WB5043"]);
    const demanding = structuredClone(graph) as unknown as { jobs: { proof?: { by: string[] } }[] };
    demanding.jobs[2]?.proof?.by.push("absent");
    const found = await codes(await kept(), { graph: demanding as unknown as StageGraph });
    expect(found).toEqual(["WB5046", "WB5043"]);
  });

  it("is content with one good statement of several", async () => {
    const folder = await kept(finished(failed));
    await writeRecord(folder, runRecord(finished(succeeded, { run: "run-2" })), keys.privateKey);
    expect(await readStatements(folder, digest)).toHaveLength(2);
    expect(await codes(folder)).toEqual([]);
  });

  it("complains of a file that is no statement", async () => {
    const folder = await folderOf({ [`sha256-${"a1".repeat(32)}.x.intoto.json`]: "[" });
    expect((await complaint(verify({ reference, folder, graph }))).code).toBe("WB5044");
  });

  it("lets an earlier digest ship again only where a record shows that it was tested", async () => {
    const folder = await kept();
    expect((await testedRun(folder, shipment)).run).toBe("run-1");
    const message = async (kept: string, more: Partial<Shipment> = {}) =>
      (await complaint(testedRun(kept, { ...shipment, ...more }))).message.replace(/^.*requires: /, "");
    expect(await message(await kept(finished(failed)))).toBe("in the run run-1, smoke does not count: it failed");
    expect(await message("/absent")).toBe("no run of this image is among them");
    const other = { ...shipment.job, proof: { kind: "tested", by: ["smoke", "lint"] } } as DeployJob;
    expect(await message(folder, { job: other })).toContain("lint does not count: there is no result of it");
    const partly = finished(succeeded, { graph: withSteps, outcome: { steps: new Map([["smoke", new Set([0])]]) } });
    expect(await message(await kept(partly), { graph: withSteps })).toContain('it skipped its step "deep"');
    expect(await message(folder, { graph: withSteps })).toContain("because its definition has changed");
  });

  it("lets it ship only by a deploy whose condition held in the run that tested it", async () => {
    const folder = await kept();
    const on = (branch: string): DeployJob => ({ ...shipment.job, when: equal("branch", branch) });
    expect((await testedRun(folder, { ...shipment, job: on("main") })).run).toBe("run-1");
    const { message } = await complaint(testedRun(folder, { ...shipment, job: on("release") }));
    expect(message).toContain("the condition of production did not hold, so its tests prove nothing for it");
  });

  it("counts tests that ran beside the image", async () => {
    const lint = {
      ...(graph.jobs[1] as ScriptJob),
      id: "lint",
      image: { kind: "registry", reference: "node" } as const,
    };
    const job: DeployJob = { ...shipment.job, proof: { kind: "tested", by: ["smoke", "lint"] } };
    const both = { ...graph, jobs: [...graph.jobs.slice(0, 2), lint, job] };
    const folder = await kept(
      finished(succeeded, { graph: both, outcome: { jobs: jobsOf(succeeded).set("lint", succeeded) } }),
    );
    expect((await testedRun(folder, { reference, graph: both, job })).run).toBe("run-1");
    expect(await codes(folder, { graph: both })).toEqual([]);
    const without = await kept(finished(succeeded, { graph: both }));
    expect(await codes(without, { graph: both })).toEqual(["WB5043"]);
  });

  it("says that an image was built from edits, in the statement too", async () => {
    const tree = "c3".repeat(32) as Digest;
    const record = runRecord(finished(succeeded, { dirty: true, outcome: { tree } }));
    expect(record).toMatchObject({ dirty: true, tree: `sha256:${tree}` });
    expect(statements(record)[0]?.statement.predicate.buildDefinition.resolvedDependencies).toEqual([
      {
        uri: "git+https://example.com/shop.git",
        digest: { gitCommit: "0".repeat(40) },
        annotations: { dirty: true },
      },
      { name: "source tree", digest: { sha256: tree } },
    ]);
    const folder = await kept(finished(succeeded, { dirty: true }));
    const found = await verify({ reference, folder, graph, key: keys.publicKey });
    expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `WB5049 ${reference} was built from a tree that differed from its commit ${"0".repeat(40)}`,
    ]);
  });

  it("states nothing of results that another graph or another tree has given", async () => {
    const taken = (job: string, foreign: boolean) =>
      finished(succeeded, { outcome: { taken: new Map([[job, { ...elsewhere, foreign }]]) } });
    expect(await codes(await kept(taken("smoke", false)))).toEqual([]);
    for (const job of ["app", "smoke"]) {
      expect(statements(runRecord(taken(job, true)))).toEqual([]);
      expect(await codes(await kept(taken(job, true)))).toEqual(["WB5042"]);
    }
    const [record] = await readRecords(await kept(taken("app", true)));
    expect(record?.jobs[0]?.from).toEqual({
      run: "run-0",
      source: { commit: "2".repeat(40), dirty: true, tree: `sha256:${"c3".repeat(32)}` },
    });
  });
});
