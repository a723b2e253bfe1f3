import { describe, expect, it } from "vitest";
import { ALWAYS, and, changed, equal, isEvent, isSet, NEVER, not, or, RUN } from "../../compiler/expr/index.ts";
import { checkCaches } from "../../compiler/graph/passes/caches.ts";
import { checkInputs } from "../../compiler/graph/passes/inputs.ts";
import { checkProducers } from "../../compiler/graph/passes/producers.ts";
import { checkSecrets } from "../../compiler/graph/passes/secrets.ts";
import { checkServices } from "../../compiler/graph/passes/services.ts";
import { checkConditions, checkEnvironment, checkInjection } from "./checks.ts";
import { after, artifactsOf, build, gate, graphOf, script, ship, smoke, step, told } from "./sample.ts";

const at = { file: "pipeline.ts", line: 1, column: 1 };
const token = { kind: "secret", name: "TOKEN" } as const;
const artifacts = { paths: ["dist"], exclude: [], on: "success", retentionDays: 7, junit: [] } as const;
const notFromForks = not({ op: "flag", name: "fork" });

describe("secrets", () => {
  const using = script("user", { when: notFromForks, steps: [step("./publish", { env: { TOKEN: token } })] });

  it("may be given to steps, jobs, services, builds and logins", () => {
    const service = {
      name: "db",
      image: { kind: "registry", reference: "postgres:16" },
      env: { PASSWORD: token },
      ports: [5432],
      location: at,
    } as const;
    const login = { username: { kind: "literal", value: "ci" }, password: token } as const;
    const jobs = [
      script("a", { when: notFromForks, env: { T: token }, services: [service] }),
      build("b", { when: notFromForks, secrets: { npm: token }, login }),
    ];
    expect(checkSecrets(graphOf([using, ...jobs]))).toEqual([]);
  });

  it("stay from forks by the condition of the step that has them, and the job's own token is no such secret", () => {
    const env = { TOKEN: token };
    const own = { GITHUB_TOKEN: { kind: "secret", name: "GITHUB_TOKEN" } } as const;
    const jobs = [
      script("kept", { steps: [step("true"), step("./publish", { env, when: notFromForks })] }),
      script("beside", { env, steps: [step("./publish", { when: notFromForks })] }),
      script("open", { steps: [step("./publish", { env }), step("true", { env, when: notFromForks })] }),
      script("token", { env: own, steps: [step("gh pr list", { env: own })] }),
      script("both", { env: own, steps: [step("gh pr list", { env })] }),
    ];
    expect(told(checkSecrets(graphOf(jobs))).map((line) => line.slice(0, 40))).toEqual([
      "WB2041 `beside` receives the secret `TOK",
      "WB2041 `open` receives the secret `TOKEN",
      "WB2041 `both` receives the secret `TOKEN",
    ]);
  });

  it("may not be mentioned where they would show", () => {
    const service = {
      name: "db",
      image: { kind: "registry", reference: "postgres:$TOKEN" },
      env: {},
      command: ["--password=${TOKEN}"],
      ports: [],
      location: at,
    } as const;
    const jobs = [
      script("argv", { steps: [step("", { name: "login", run: { kind: "exec", argv: ["login", "$TOKEN"] } })] }),
      script("image", { image: { kind: "registry", reference: "node:${TOKEN}" } }),
      script("cache", { caches: [{ prefix: "x-$TOKEN", keyFiles: ["a"], paths: ["b"], policy: "pull" }] }),
      script("service", { services: [service] }),
      build("built", {
        args: { A: { kind: "literal", value: "$TOKEN" } },
        tags: ["t-$TOKEN"],
        repository: "r/$TOKENS",
      }),
      ship("shipped", "built", [], { environment: { name: "live", url: "https://x/$TOKEN" } }),
    ];
    expect(told(checkSecrets(graphOf([using, ...jobs])))).toEqual([
      'WB2040 the secret `TOKEN` would be visible in the arguments of step "login" of `argv`',
      "WB2040 the secret `TOKEN` would be visible in the image of `image`",
      "WB2040 the secret `TOKEN` would be visible in a cache of `cache`",
      "WB2040 the secret `TOKEN` would be visible in the image of service db of `service`",
      "WB2040 the secret `TOKEN` would be visible in the command of service db of `service`",
      "WB2040 the secret `TOKEN` would be visible in a tag of `built`",
      "WB2040 the secret `TOKEN` would be visible in a build argument of `built`",
      "WB2040 the secret `TOKEN` would be visible in the environment of `shipped`",
    ]);
  });

  it("are missed by pull requests of forks", () => {
    const job = (when = ALWAYS as ReturnType<typeof not>) => script("publish", { when, env: { T: token } });
    const message =
      "WB2041 `publish` receives the secret `TOKEN`, but it also runs on a pull request from a fork's `topic` into `main`, which must not get secrets";
    expect(told(checkSecrets(graphOf([job()])))).toEqual([message]);
    expect(checkSecrets(graphOf([job(isEvent("push"))]))).toEqual([]);
    expect(checkSecrets(graphOf([job(notFromForks)]))).toEqual([]);
    expect(checkSecrets(graphOf([job()], { triggers: [{ kind: "push", location: at }] }))).toEqual([]);
    const behind = script("late", { env: { T: token }, needs: [gate("early")] });
    expect(checkSecrets(graphOf([script("early", { when: notFromForks }), behind]))).toEqual([]);
  });
});

describe("the environment", () => {
  it("leaves names to those who set them", () => {
    const literal = { kind: "literal", value: "x" } as const;
    const job = script("a", {
      env: { CI: literal, GITHUB_REF: literal, GITHUB_TOKEN: token, CIRCLE: literal },
      steps: [step("x", { env: { CI_JOB_ID: literal, WAYBILL_OUTPUT: literal } })],
    });
    expect(told(checkEnvironment(graphOf([job])))).toEqual([
      "WB2042 the env of `a` sets `CI`, which GitLab sets itself",
      "WB2042 the env of `a` sets `GITHUB_REF`, which GitHub sets itself",
      'WB2042 step "x" of `a` sets `CI_JOB_ID`, which GitLab sets itself',
      'WB2042 step "x" of `a` sets `WAYBILL_OUTPUT`, which Waybill sets itself',
    ]);
  });
});

describe("injection", () => {
  it("refuses what a provider would replace, wherever it stands", () => {
    const jobs = [
      script("a", {
        steps: [
          step("echo ${{ github.head_ref }}", { name: "s" }),
          step("echo", { name: "${{ x }}", env: { V: { kind: "literal", value: "${{ y }}" } } }),
        ],
      }),
      build("b", { args: { A: { kind: "literal", value: "$[[ inputs.x ]]" } } }),
      script("c", { when: or(equal(RUN.branch, "${{ x }}"), isEvent("push")) }),
      script("d", { when: { op: "matches", variable: RUN.tag, pattern: "\\${{1}", flags: "" } }),
    ];
    expect(told(checkInjection(graphOf(jobs)))).toEqual([
      'WB2050 step "s" of `a` contains `${{`, which GitHub would replace',
      "WB2050 the name of a step of `a` contains `${{`, which GitHub would replace",
      "WB2050 variable V of `a` contains `${{`, which GitHub would replace",
      "WB2050 a build argument of `b` contains `$[[`, which GitLab would replace",
      "WB2050 the condition of `c` contains `${{`, which GitHub would replace",
      "WB2050 the condition of `d` contains `${{`, which GitHub would replace",
    ]);
  });

  it("warns where an outsider would choose the words of a command", () => {
    const env = {
      BRANCH: { kind: "run", name: "branch" },
      SHA: { kind: "run", name: "sha" },
      NOTE: { kind: "input", name: "note" },
    } as const;
    const steps = [
      step("git checkout $BRANCH", { name: "a", env }),
      step('git checkout "$BRANCH" $SHA\nX=$BRANCH make "$(echo $NOTE)"', { name: "b", env }),
      step("echo $CI_COMMIT_TITLE \"$GITHUB_HEAD_REF\" '$GITHUB_REF'", { name: "c" }),
      step("cat <<END\n$CI_COMMIT_TITLE\nEND\necho ok # $GITHUB_REF", { name: "d" }),
    ];
    expect(told(checkInjection(graphOf([script("job", { steps })])))).toEqual([
      'WB2051 step "a" of `job` uses $BRANCH outside double quotes',
      'WB2051 step "b" of `job` uses $NOTE outside double quotes',
      'WB2051 step "c" of `job` uses $CI_COMMIT_TITLE outside double quotes',
    ]);
  });
});

describe("conditions", () => {
  it("that no run meets, that every run meets, and that no trigger leads to, are named", () => {
    const jobs = [
      script("dead", { when: and(isSet(RUN.branch), isSet(RUN.tag)) }),
      script("never", { when: NEVER }),
      script("always", { when: or(not(equal(RUN.branch, "a")), not(equal(RUN.branch, "b"))) }),
      script("timed", { when: isEvent("schedule") }),
      script("behind", { needs: [gate("timed")] }),
      script("fine", { when: and(equal(RUN.branch, "main"), changed("src/**")) }),
      script("plain"),
    ];
    expect(told(checkConditions(graphOf(jobs)))).toEqual([
      "WB2060 `dead` never runs: no run can meet run.branch !== undefined && run.tag !== undefined",
      "WB2060 `never` never runs: no run can meet false",
      'WB2061 the condition of `always` is always true: run.branch !== "a" || run.branch !== "b"',
      'WB2062 `timed` never runs: no trigger of this pipeline starts a run that meets run.event === "schedule"',
      'WB2062 `behind` never runs: no trigger of this pipeline starts a run that meets run.event === "schedule"',
    ]);
  });

  it("are held against the triggers' own names", () => {
    const triggers = [{ kind: "push", branches: ["main", "release/*"], location: at }] as const;
    const jobs = ["main", "release/1", "release/1/2", "topic"].map((branch, index) =>
      script(`j${index}`, { when: equal(RUN.branch, branch) }),
    );
    expect(told(checkConditions(graphOf(jobs, { triggers }))).map((one) => one.slice(0, 10))).toEqual([
      "WB2062 `j2",
      "WB2062 `j3",
    ]);
  });
});

describe("producers", () => {
  it("must keep artifacts that are taken", () => {
    const jobs = [
      script("a"),
      build("b"),
      script("c", { artifacts }),
      script("d", { needs: [artifactsOf("a"), artifactsOf("b"), artifactsOf("c")] }),
    ];
    expect(told(checkProducers(graphOf(jobs)))).toEqual([
      "WB2063 `d` downloads the artifacts of `a`, which keeps none",
      "WB2063 `d` downloads the artifacts of `b`, which keeps none",
    ]);
  });

  it("must not be skipped where their artifacts are taken", () => {
    const a = script("a", { artifacts, when: isEvent("push") });
    const b = (isGate: boolean, when = ALWAYS as ReturnType<typeof not>) =>
      script("b", { needs: [artifactsOf("a", isGate)], when });
    expect(told(checkProducers(graphOf([a, b(false)])))).toEqual([
      "WB2065 on a pull request from `topic` into `main`, `a` is skipped and `b` runs without its artifacts",
    ]);
    expect(checkProducers(graphOf([a, b(false, equal(RUN.branch, "main"))]))).toEqual([]);
    expect(checkProducers(graphOf([a, b(true)]))).toEqual([]);
    expect(told(checkProducers(graphOf([a, b(true, not(equal(RUN.actor, "bot")))])))).toEqual([
      "WB2064 on a pull request from `topic` into `main`, `a` is skipped, and `b` with it, although the condition of `b` holds",
    ]);
  });

  it("must not be allowed to fail where they are relied on", () => {
    const a = script("a", { allowFailure: { exitCodes: [1] } });
    expect(
      told(checkProducers(graphOf([a, script("b", { needs: [gate("a")] }), script("c", { needs: [after("a")] })]))),
    ).toEqual(["WB2068 `b` relies on `a`, which may fail without failing the run"]);
    const deploy = [
      build("app"),
      smoke("test", "app", { allowFailure: { exitCodes: [] } }),
      ship("live", "app", ["test"]),
    ];
    expect(checkProducers(graphOf(deploy))).toEqual([]);
  });
});

it("names caches that never change", () => {
  const cache = (keyFiles: string[], policy: "pull" | "pull-push") => ({
    prefix: "npm",
    keyFiles,
    paths: [".npm"],
    policy,
  });
  const job = script("a", { caches: [cache([], "pull-push"), cache(["x"], "pull-push"), cache([], "pull")] });
  expect(told(checkCaches(graphOf([job])))).toEqual([
    "WB2066 the cache `npm` of `a` has no key files, so its key never changes",
  ]);
});

it("names inputs that save nothing, for a secret is among what decides", () => {
  const env = { TOKEN: { kind: "secret", name: "NPM_TOKEN" } } as const;
  const jobs = [
    script("a", { inputs: ["src/**"], steps: [step("npm ci", { env })] }),
    script("b", { env }),
    script("c", { inputs: [] }),
  ];
  expect(told(checkInputs(graphOf(jobs)))).toEqual([
    "WB2180 `a` names its inputs but receives the secret `NPM_TOKEN`, so it runs every time",
  ]);
});

it("names services that cannot be reached", () => {
  const service = (name: string) =>
    ({ name, image: { kind: "registry", reference: "redis:7" }, env: {}, ports: [], location: at }) as const;
  const job = script("a", { services: [service("redis"), service("my_db"), service("redis"), service("localhost")] });
  expect(told(checkServices(graphOf([job])))).toEqual([
    "WB2067 the service `my_db` of `a` cannot be reached: that is not a valid host name",
    "WB2067 the service `redis` of `a` cannot be reached: another service has that name",
    "WB2067 the service `localhost` of `a` cannot be reached: that name leads to the job itself",
  ]);
});
