import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorsOf } from "./type-check.ts";

const only = (snippet: string): string => {
  const errors = errorsOf(snippet);
  expect(errors).toHaveLength(1);
  return errors[0]!;
};

describe("what is right compiles", () => {
  it("the design's own example", () => {
    const example = readFileSync(new URL("../../examples/delivery/pipeline.ts", import.meta.url), "utf8");
    const body = example.replace(/^import .*$/m, "").replaceAll(/\b(unit|app|smoke)\b(?=[ ,\].:(])/g, "$1_");
    expect(errorsOf(body.replaceAll(/"(unit|app|smoke)_/g, '"$1'))).toEqual([]);
  });

  it.each([
    'job("a", { image: app, steps, needs: [unit, app], env: { V: unit.outputs.version, N: 3, I: app, B: runFacts.branch, S: secret("S") } });',
    'job("a", { image: "x", steps, downloads: [unit.artifacts], cache: { key: "package-lock.json", paths: [".npm"] } });',
    'job("a", { image: "x", steps, cache: [{ key: ["a"], paths: ["b"] }], artifacts: { paths: ["x"], retention: "7 days", junit: "r.xml" } });',
    'job("a", { image: "x", steps, inputs: ["src", "*.json"] }); job("b", { image: "x", steps, inputs: [] });',
    'job("a", { image: "x", steps, when: (run) => unit.outputs.version === "2" && unit.outputs.digest.startsWith("sha") });',
    'job("a", { image: "x", steps, when: (run) => run.pullRequest?.targetBranch === "main" || run.vars.RELEASE === "yes" || run.changed("src/**") });',
    'job("a", { image: "x", steps: [step("install", sh`npm ci`, { env: { A: "b" }, workingDirectory: "web" }), exec(["a", "b"])] });',
    'job("a", { image: "x", steps: [step("b", sh`c`, { when: (run) => run.tag !== undefined && unit.outputs.version === "2" })] });',
    'const vault = idToken("V", { audience: "https://v" }); job("a", { image: "x", steps: [sh`a ${vault}`], secrets: [vault], env: { V: vault } });',
    'const c = call({ inputs: { users: { type: "number" }, region: { type: "string" } } }); job("a", { image: "x", steps: [sh`a ${c.inputs.users}`], when: (run) => run.event === "call" });',
    'buildImage("a", { repository: "r/a", secrets: { v: idToken("V", { audience: "https://v" }) } });',
    'job("a", { image: "x", steps: [scriptFile("ci/a.sh"), step("b", scriptFile("ci/b.sh", [3, runFacts.branch, secret("S"), unit.outputs.version, app]))] });',
    'deploy("d", { image: app.testedBy(smoke, unit), to: kubernetesRollout("deployment/x", { namespace: "n", container: "c" }), environment: "prod" });',
    'deploy("d", { image: unverified(app, "why"), to: containerRestart("x", { deadline: "90 seconds" }), timeout: "1 hour" });',
    'const t = manual({ inputs: { level: { type: "choice", options: ["a"] } } }); sh`echo ${t.inputs.level}`;',
    'const t = manual({ inputs: { users: { type: "number", default: 2 } } }); job("a", { image: "x", env: { USERS: t.inputs.users }, steps: [sh`echo ${t.inputs.users}`] });',
    'const needs: Job[] = []; const a = job("a", { image: "x", steps, needs }); needs.push(job("b", { image: "x", steps, needs: [a] }));',
    'const onMain: Predicate = (run) => run.branch === "main"; job("a", { image: "x", steps, when: onMain });',
    'const make = (image: string | BuiltImage<string>): Job => job("a", { image, steps }); pipeline("p", { on: [push(), schedule("0 1 * * *")], jobs: [make(app)] });',
    'service("a", { image: "x", ready: { http: { port: 80, path: "/up" } } }); service("b", { image: "x", ready: { log: "up", timeout: "2 minutes" } });',
    'job("a", { image: "x", steps, artifacts: { coverage: { cobertura: "c.xml" } } });',
    'const db = service("db", { image: "postgres:16", ports: [5432], ready: { tcp: 5432 } }); job("a", { image: "x", steps, services: [db] });',
    'job("a", { image: "x", steps, needs: [dynamicMatrix("m", { from: unit.outputs.version, keys: ["name", "port"], failFast: true }, ({ name, port }) => ({ image: imageName`x:${port}`, steps: [sh`echo ${name}`], env: { NAME: name }, artifacts: ["out"] }))] });',
    'dynamicMatrix("m", { from: unit.outputs.version }, ({ value }) => ({ image: "x", steps: [sh`echo ${value}`] }));',
    'const m = matrix("m", { axes: { node: [20, 22], os: ["alpine"] }, exclude: [{ node: 20 }], include: [{ node: 24, os: "slim" }] }, (m) => { const node: 20 | 22 | 24 = m.node; const os: "alpine" | "slim" = m.os; return { image: `node:${node}-${os}`, steps, outputs: ["v"], artifacts: ["out"], when: (run) => node === 24 || run.branch === "main" }; }); job("a", { image: "x", steps, needs: [m], downloads: [m.artifacts, m.instance({ node: 24, os: "slim" }).artifacts], env: { V: m.instances[0]!.outputs.v } });',
    'const m = matrix("m", { include: [{ suite: "a", slow: true }, { suite: "b", slow: false }] }, (m) => ({ image: app, steps, timeout: m.slow ? "1 hour" : "5 minutes", name: `m-${m.suite}` })); deploy("d", { image: app.testedBy(m), to: swarmService("s") });',
    'const c = call({ inputs: { region: { type: "string" }, n: { type: "number", default: 2 }, dry: { type: "boolean", default: false } } }); const p = pipeline("p", { on: [push(), c], jobs: [unit] }); const eu = callPipeline("eu", { pipeline: p, inputs: { region: unit.outputs.version, n: c.inputs.n, dry: true }, needs: [unit], when: (run) => run.tag !== undefined }); job("a", { image: "x", steps, needs: [eu, unit] }); pipeline("q", { on: [push()], jobs: [eu, callPipeline("us", { pipeline: p, inputs: { region: "us" } })] });',
    'callPipeline("a", { pipeline: pipeline("p", { on: [call()], jobs: [unit] }) });',
    'job("a", { image: imageName`node:${unit.outputs.version}-slim`, steps, services: [service("db", { image: imageName`postgres:${runFacts.sha}` })] });',
  ])("%s", (snippet) => expect(errorsOf(snippet)).toEqual([]));
});

describe("a call gives what the pipeline asks for", () => {
  const asks =
    'const p = pipeline("p", { on: [call({ inputs: { region: { type: "string" }, n: { type: "number", default: 2 } } })], jobs: [unit] }); ';
  it.each([
    ['callPipeline("a", { pipeline: p });', "Property 'inputs' is missing"],
    ['callPipeline("a", { pipeline: p, inputs: {} });', "Property 'region' is missing"],
    [
      'callPipeline("a", { pipeline: p, inputs: { region: "eu", n: "3" } });',
      "Type 'string' is not assignable to type",
    ],
    ['callPipeline("a", { pipeline: p, inputs: { region: "eu", m: 3 } });', "'m' does not exist"],
    ['callPipeline("a", { pipeline: p, inputs: { region: secret("S") } });', "'Secret' is not assignable"],
    ['callPipeline("a", { pipeline: p, inputs: { region: app } });', "not assignable to type"],
    [
      'callPipeline("a", { pipeline: pipeline("q", { on: [push()], jobs: [unit] }) });',
      "nothing can call this pipeline: it has no call() among its triggers",
    ],
    [
      'deploy("d", { image: app.testedBy(smoke, callPipeline("a", { pipeline: p, inputs: { region: "eu" } })), to: swarmService("s") });',
      "'PipelineCall' is not assignable",
    ],
  ])("%s", (snippet, message) => expect(only(asks + snippet)).toContain(message));
});

it("a test runs inside the image that is built, not inside one of some name", () => {
  const snippet =
    'deploy("d", { image: app.testedBy(job("t", { image: imageName`x:${unit.outputs.version}`, steps })), to: swarmService("s") });';
  expect(only(snippet)).toContain("this job runs in another image");
});

describe("the values of a matrix have their literal types", () => {
  it.each([
    [
      'dynamicMatrix("m", { from: unit.outputs.version, keys: ["name"] }, ({ port }) => ({ image: "x", steps }));',
      "'port' does not exist",
    ],
    ['dynamicMatrix("m", { from: "[1]" }, () => ({ image: "x", steps }));', "not assignable to type 'Output'"],
    [
      'matrix("m", { axes: { node: [20, 22] } }, ({ node }) => ({ image: node === 23 ? "a" : "b", steps }));',
      "no overlap",
    ],
    ['matrix("m", { axes: { node: [20, 22] } }, ({ os }) => ({ image: os, steps }));', "'os' does not exist"],
    [
      'matrix("m", { axes: { node: [20, 22] }, exclude: [{ node: 23 }] }, () => ({ image: "x", steps }));',
      "Type '23' is not assignable to type '20 | 22'",
    ],
    [
      'matrix("m", { axes: { node: [20] }, include: [{ os: "x" }] }, () => ({ image: "x", steps }));',
      "Property 'node' is missing",
    ],
    [
      'matrix("m", { axes: { node: [20, 22] } }, () => ({ image: "x", steps })).instance({ node: 21 });',
      "Type '21' is not assignable to type '20 | 22'",
    ],
    ['matrix("m", { axes: { node: [20] } }, () => ({ image: "x", steps })).artifacts;', "'artifacts' does not exist"],
    [
      'deploy("d", { image: app.testedBy(matrix("m", { axes: { n: [1] } }, () => ({ image: "x", steps }))), to: swarmService("s") });',
      "this job runs in another image",
    ],
  ])("%s", (snippet, message) => expect(only(snippet)).toContain(message));
});

describe("an untested image does not ship", () => {
  const to = 'swarmService("s")';

  it("names the remedy, with the image's name in it", () => {
    expect(only(`deploy("d", { image: app, to: ${to} });`)).toMatchInlineSnapshot(`
      "Type 'BuiltImage<"app">' is not assignable to type 'ShippableImage'.
        Types of property '[proof]' are incompatible.
          Type '"an untested image does not ship: write app.testedBy(job), where the job runs inside it, or unverified(app, \\"reason\\")"' is not assignable to type '"it was tested, or someone vouches for it"'."
    `);
  });

  it("wants a test", () => {
    expect(only(`deploy("d", { image: app.testedBy(), to: ${to} });`)).toMatchInlineSnapshot(
      `"Expected at least 1 arguments, but got 0."`,
    );
  });

  it("wants a test that runs inside an image", () => {
    expect(only(`deploy("d", { image: app.testedBy(unit), to: ${to} });`)).toMatchInlineSnapshot(`
      "Argument of type 'ScriptJob<"version" | "digest", "node:20"> & WithArtifacts' is not assignable to parameter of type 'JobIn<"app">'.
        Types of property '[inside]' are incompatible.
          Type '"this job runs in another image: a test runs inside the image it tests, so give it image: (the built image)"' is not assignable to type '"app"'."
    `);
  });

  it("wants a test that runs inside this image", () => {
    expect(only(`deploy("d", { image: web.testedBy(smoke), to: ${to} });`)).toMatchInlineSnapshot(`
      "Argument of type 'ScriptJob<never, BuiltImage<"app">>' is not assignable to parameter of type 'JobIn<"web">'.
        Types of property '[inside]' are incompatible.
          Type '"app"' is not assignable to type '"web"'."
    `);
  });

  it("takes no name of an image", () => {
    expect(only(`deploy("d", { image: "app:latest", to: ${to} });`)).toMatchInlineSnapshot(
      `"Type 'string' is not assignable to type 'ShippableImage'."`,
    );
  });

  it("wants a reason for shipping without a test", () => {
    expect(only(`deploy("d", { image: unverified(app), to: ${to} });`)).toMatchInlineSnapshot(
      `"Expected 2 arguments, but got 1."`,
    );
  });
});

describe("what cannot be text", () => {
  it("a secret is no string", () => {
    expect(only('const text: string = secret("TOKEN");')).toMatchInlineSnapshot(
      `"Type 'Secret' is not assignable to type 'string'."`,
    );
  });

  it("a fact of the run is no string", () => {
    expect(only('exec(["echo", runFacts.branch]);')).toMatchInlineSnapshot(`
      "Argument of type '[string, Untrusted<string>]' is not assignable to parameter of type 'readonly [string, ...string[]]'.
        Type at position 1 in source is not compatible with type at position 1 in target.
          Type 'Untrusted<string>' is not assignable to type 'string'."
    `);
  });

  it("a password is no string", () => {
    expect(
      only('buildImage("a", { repository: "r/a", login: { username: "ci", password: "hunter2" } });'),
    ).toMatchInlineSnapshot(`"Type 'string' is not assignable to type 'Secret'."`);
  });

  it("a secret does not stand in for an image", () => {
    expect(only('job("a", { image: secret("X"), steps });')).toMatchInlineSnapshot(`
      "Type 'Secret' is not assignable to type 'AnyImage'.
        Property '[named]' is missing in type 'Secret' but required in type 'ImageName'."
    `);
  });

  it("a step is no string", () => {
    expect(only('job("a", { image: "x", steps: ["npm ci"] });')).toMatchInlineSnapshot(
      `"Type 'string' is not assignable to type 'Step'."`,
    );
  });
});

describe("names that are not there", () => {
  it("an output that the job does not declare", () => {
    expect(only("sh`echo ${unit.outputs.versoin}`;")).toMatchInlineSnapshot(
      `"Property 'versoin' does not exist on type '{ readonly version: Output; readonly digest: Output; }'. Did you mean 'version'?"`,
    );
  });

  it("artifacts of a job that keeps none", () => {
    expect(only('job("a", { image: "x", steps, downloads: [smoke.artifacts] });')).toMatchInlineSnapshot(
      `"Property 'artifacts' does not exist on type 'ScriptJob<never, BuiltImage<"app">>'."`,
    );
  });

  it("a misspelt option of a job", () => {
    expect(only('job("a", { image: "x", steps, timeOut: "1 hour" });')).toMatchInlineSnapshot(
      `"Object literal may only specify known properties, but 'timeOut' does not exist in type 'JobOptions<never, never, "x">'. Did you mean to write 'timeout'?"`,
    );
  });

  it("a misspelt option of its artifacts", () => {
    expect(only('job("a", { image: "x", steps, artifacts: { paths: ["a"], exlude: ["b"] } });')).toMatchInlineSnapshot(
      `"Object literal may only specify known properties, and 'exlude' does not exist in type 'readonly "a"[] | ArtifactOptions<"a">'."`,
    );
  });

  it("a misspelt option of a cache", () => {
    expect(
      only('job("a", { image: "x", steps, cache: { key: "a", paths: ["b"], prefx: "c" } });'),
    ).toMatchInlineSnapshot(
      `"Object literal may only specify known properties, and 'prefx' does not exist in type 'Cache | readonly Cache[]'."`,
    );
  });

  it("a misspelt option of an image", () => {
    expect(only('buildImage("a", { repositry: "r/a" });')).toMatchInlineSnapshot(
      `"Object literal may only specify known properties, but 'repositry' does not exist in type 'BuildOptions'. Did you mean to write 'repository'?"`,
    );
  });

  it("a misspelt option of a deploy", () => {
    expect(
      only('deploy("d", { image: app.testedBy(smoke), to: swarmService("s"), enviroment: "x" });'),
    ).toMatchInlineSnapshot(
      `"Object literal may only specify known properties, but 'enviroment' does not exist in type 'DeployOptions'. Did you mean to write 'environment'?"`,
    );
  });

  it("an event that does not exist", () => {
    expect(only('job("a", { image: "x", steps, when: (run) => run.event === "merge" });')).toMatchInlineSnapshot(
      `"This comparison appears to be unintentional because the types 'Event' and '"merge"' have no overlap."`,
    );
  });

  it("an input that the trigger does not have", () => {
    expect(only("sh`echo ${manual().inputs.level}`;")).toMatchInlineSnapshot(
      `"Property 'level' does not exist on type 'InputValues<{}>'."`,
    );
  });
});

describe("values of a wrong kind", () => {
  it("a job's name where the job belongs", () => {
    expect(only('job("a", { image: "x", steps, needs: ["unit"] });')).toMatchInlineSnapshot(
      `"Type 'string' is not assignable to type 'Job | PipelineCall'."`,
    );
  });

  it("a job where its artifacts belong", () => {
    expect(only('job("a", { image: "x", steps, downloads: [unit] });')).toMatchInlineSnapshot(`
      "Type 'ScriptJob<"version" | "digest", "node:20"> & WithArtifacts' is not assignable to type 'Artifacts'.
        Types of property '[declared]' are incompatible.
          Property 'job' is missing in type 'Declaration<string, object>' but required in type '{ readonly kind: "artifacts"; readonly job: object; }'."
    `);
  });

  it("a number where a length of time belongs", () => {
    expect(only('job("a", { image: "x", steps, timeout: 600 });')).toMatchInlineSnapshot(
      `"Type 'number' is not assignable to type 'Duration'."`,
    );
  });

  it("one text where a list of inputs belongs", () => {
    expect(only('job("a", { image: "x", steps, inputs: "src" });')).toMatchInlineSnapshot(
      `"Type 'string' is not assignable to type 'readonly string[]'."`,
    );
  });

  it("a unit that is none", () => {
    expect(only('job("a", { image: "x", steps, timeout: "10 min" });')).toMatchInlineSnapshot(
      `"Type '"10 min"' is not assignable to type 'Duration'."`,
    );
  });

  it("a condition that is no function", () => {
    expect(only('job("a", { image: "x", steps, when: true });')).toMatchInlineSnapshot(
      `"Type 'boolean' is not assignable to type 'Predicate'."`,
    );
  });

  it("a branch that may be unset, as a text", () => {
    expect(only('job("a", { image: "x", steps, when: (run) => /x/.test(run.branch) });')).toMatchInlineSnapshot(`
      "Argument of type 'string | undefined' is not assignable to parameter of type 'string'.
        Type 'undefined' is not assignable to type 'string'."
    `);
  });

  it("a workload of no kind", () => {
    expect(only('kubernetesRollout("shop", { namespace: "n", container: "c" });')).toMatchInlineSnapshot(
      `"Argument of type '"shop"' is not assignable to parameter of type '\`deployment/\${string}\` | \`statefulset/\${string}\` | \`daemonset/\${string}\` | \`cronjob/\${string}\`'."`,
    );
  });
});

it("the path of a script file is known", () => {
  expect(only("scriptFile(runFacts.branch);")).toMatch(
    /'?Untrusted<string>'? is not assignable to parameter of type '/,
  );
});

describe("what nobody may see, or an outsider chooses, stays out of what is written down", () => {
  it.each([
    'buildImage("a", { repository: "r/a", args: { TOKEN: secret("TOKEN") } });',
    'buildImage("a", { repository: "r/a", tags: [secret("TAG")] });',
    'job("a", { image: "x", steps, cache: { key: [secret("KEY")], paths: ["b"] } });',
    'exec(["curl", "-H", secret("TOKEN")]);',
    'job(secret("NAME"), { image: "x", steps });',
  ])("a secret: %s", (snippet) =>
    expect(only(snippet)).toMatch(/'Secret' is not assignable to (parameter of )?type 'string/),
  );

  it("an id token: as a login, which is used before a step could have one", () => {
    const login = '{ username: "ci", password: idToken("V", { audience: "https://v" }) }';
    expect(only(`buildImage("a", { repository: "r/a", login: ${login} });`)).toMatch(
      /missing in type 'IdToken' but required in type 'Secret'/,
    );
  });

  it.each([
    'job("a", { image: runFacts.branch, steps });',
    'buildImage("a", { repository: "r/a", tags: [runFacts.branch] });',
    'job("a", { image: "x", steps, cache: { key: [runFacts.branch], paths: ["b"] } });',
    'deploy("d", { image: app.testedBy(smoke), to: swarmService(runFacts.actor) });',
    "const script = `echo ${runFacts.branch}` as const; const text: `echo ${string}` = runFacts.branch;",
  ])("a fact of the run: %s", (snippet) =>
    expect(only(snippet)).toMatch(/'?Untrusted<string>'? is not assignable to (parameter of )?type '/),
  );
});

describe("a condition", () => {
  const when = (predicate: string) => only(`job("a", { image: "x", steps, when: ${predicate} });`);

  it("answers yes or no", () => {
    expect(when("(run) => run.sha")).toMatchInlineSnapshot(`
      "Type '(run: Run) => string' is not assignable to type 'Predicate'.
        Type 'string' is not assignable to type 'boolean'."
    `);
    expect(when("async (run) => run.branch === 'main'")).toMatchInlineSnapshot(`
      "Type '(run: Run) => Promise<boolean>' is not assignable to type 'Predicate'.
        Type 'Promise<boolean>' is not assignable to type 'boolean'."
    `);
  });

  it("changes nothing of the run", () => {
    expect(when('(run) => (run.sha = "x") === "x"')).toMatchInlineSnapshot(
      `"Cannot assign to 'sha' because it is a read-only property."`,
    );
  });

  it("knows what a run has", () => {
    expect(when('(run) => run.brnch === "main"')).toMatchInlineSnapshot(
      `"Property 'brnch' does not exist on type 'Run'. Did you mean 'branch'?"`,
    );
    expect(when("(run) => run.pullRequest.fork")).toMatchInlineSnapshot(`"'run.pullRequest' is possibly 'undefined'."`);
    expect(when('(run) => run.vars.LEVEL.startsWith("a")')).toMatchInlineSnapshot(
      `"'run.vars.LEVEL' is possibly 'undefined'."`,
    );
  });

  it("names the files that were touched", () => {
    expect(when("(run) => run.changed()")).toMatchInlineSnapshot(`"Expected at least 1 arguments, but got 0."`);
    expect(when("(run) => run.changed(/src/)")).toMatchInlineSnapshot(
      `"Argument of type 'RegExp' is not assignable to parameter of type 'string'."`,
    );
  });

  it("asks only for outputs that the job has", () => {
    expect(when('() => unit.outputs.versoin === "1"')).toMatchInlineSnapshot(
      `"Property 'versoin' does not exist on type '{ readonly version: Output; readonly digest: Output; }'. Did you mean 'version'?"`,
    );
    expect(when('() => smoke.outputs.version === "1"')).toMatchInlineSnapshot(
      `"Property 'version' does not exist on type '{}'."`,
    );
  });
});

describe("choices", () => {
  it.each([
    ["retry", 'job("a", { image: "x", steps, retry: 3 });'],
    ["shell", 'job("a", { image: "x", steps, shell: "zsh" });'],
    ["cache policy", 'job("a", { image: "x", steps, cache: { key: "a", paths: ["b"], policy: "none" } });'],
    ["artifacts on", 'job("a", { image: "x", steps, artifacts: { paths: ["a"], on: "sometimes" } });'],
    ["layer cache", 'buildImage("a", { repository: "r/a", layerCache: "everywhere" });'],
    ["update order", 'swarmService("s", { order: "first" });'],
    ["permissions", 'job("a", { image: "x", steps, permissions: { contents: "admin" } });'],
    ["default of a number", 'manual({ inputs: { users: { type: "number", default: "2" } } });'],
    ["default of a choice", 'manual({ inputs: { level: { type: "choice", options: [] } } });'],
  ])("of %s", (_name, snippet) => expect(only(snippet)).toMatch(/is not assignable to type/));
});

describe("a pipeline", () => {
  it("has triggers and jobs", () => {
    expect(only('pipeline("p", { jobs: [unit] });')).toMatchInlineSnapshot(`
      "Argument of type '{ jobs: (ScriptJob<"version" | "digest", "node:20"> & WithArtifacts)[]; }' is not assignable to parameter of type 'PipelineOptions<readonly Trigger[]>'.
        Property 'on' is missing in type '{ jobs: (ScriptJob<"version" | "digest", "node:20"> & WithArtifacts)[]; }' but required in type 'PipelineOptions<readonly Trigger[]>'."
    `);
    expect(only('pipeline("p", { on: [push()], jobs: ["unit"] });')).toMatchInlineSnapshot(
      `"Type 'string' is not assignable to type 'Job | PipelineCall'."`,
    );
    expect(only('pipeline("p", { on: ["push"], jobs: [unit] });')).toMatchInlineSnapshot(
      `"Type 'string' is not assignable to type 'Trigger'."`,
    );
  });

  it("has names of literal types, so that a remedy can name them", () => {
    expect(only('job({ image: "x", steps });')).toMatchInlineSnapshot(`"Expected 2 arguments, but got 1."`);
  });
});

describe("job control", () => {
  it("takes what the documentation says", () => {
    const options = [
      'environment: { name: "live", approval: true, protected: true }',
      'concurrency: { group: "db", waiting: "replace" }',
      'runner: { gitlab: ["a"], github: "b" }',
      'retry: { times: 2, on: ["timeout"], exitCodes: [75] }',
      'finally: true, entrypoint: ["tini", "--"]',
    ];
    for (const one of options) expect(errorsOf(`job("a", { image: "x", steps, ${one} });`)).toEqual([]);
  });

  it("a deploy that runs however others end", () => {
    expect(
      only('deploy("d", { image: app.testedBy(smoke), to: swarmService("s"), finally: true });'),
    ).toMatchInlineSnapshot(
      `"Object literal may only specify known properties, and 'finally' does not exist in type 'DeployOptions'."`,
    );
  });

  it("a job that is repeated too often", () => {
    expect(only('job("a", { image: "x", steps, retry: { times: 5 } });')).toMatchInlineSnapshot(
      `"Type '5' is not assignable to type '0 | 1 | 2'."`,
    );
  });

  it("a group without a name", () => {
    expect(only('job("a", { image: "x", steps, concurrency: { waiting: "queue" } });')).toMatchInlineSnapshot(`
      "Type '{ waiting: "queue"; }' is not assignable to type 'string | Concurrency'.
        Property 'group' is missing in type '{ waiting: "queue"; }' but required in type 'Concurrency'."
    `);
  });
});
