import { describe, expect, it } from "vitest";
import {
  buildImage,
  deploy,
  job,
  kubernetesRollout,
  manual,
  pipeline,
  pullRequest,
  push,
  schedule,
  secret,
  service,
  sh,
  swarmService,
  unverified,
} from "../../compiler/authoring/index.ts";
import { lowered, lowerJobs, told } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];
type Options = Parameters<typeof job>[1];
const withOptions = (options: Partial<Options>) =>
  told(lowerJobs([job("unit", { image, steps, ...options })]).diagnostics);

describe("the pipeline", () => {
  it("wants jobs, triggers and a name", () => {
    expect(told(lowered(pipeline("", { on: [], jobs: [] })).diagnostics)).toEqual([
      "WB2001 the pipeline `` has no jobs",
      "WB2002 nothing starts the pipeline ``",
      'WB2003 pipeline: the name "" is empty',
    ]);
  });

  it("makes ids of names, and reports names that nobody can read and ids that are not unique", () => {
    const first = job("unit", { image, steps });
    const second = job("Unit", { image, steps });
    const { diagnostics } = lowerJobs([
      first,
      second,
      job("1st", { image, steps }),
      job("— … —", { image, steps }),
      job("x".repeat(256), { image, steps }),
    ]);
    expect(told(diagnostics)).toEqual([
      "WB2023 two jobs are named `Unit`",
      'WB2003 job job: the name "— … —" is not a name that people can read',
      `WB2003 job ${"x".repeat(150)}: the name "${"x".repeat(256)}" is not a name that people can read`,
    ]);
    expect(diagnostics[0]?.related?.[0]?.at.line).toBeLessThan(diagnostics[0]!.at!.line);
  });

  it("takes a job that is listed twice once", () => {
    const unit = job("unit", { image, steps });
    expect(lowerJobs([unit, unit]).graph?.jobs).toHaveLength(1);
  });
});

it("tells everything that is wrong at once, each at its place", () => {
  const { diagnostics, graph } = lowerJobs([
    job("one", { image: "NOT AN IMAGE", steps: [], timeout: "0 minutes" }),
    job("two", { image, steps: [sh`  `], env: { "A-B": "x" } }),
  ]);
  expect(graph).toBeUndefined();
  expect(told(diagnostics)).toEqual([
    'WB2003 job one: timeout "0 minutes" is not a positive duration',
    'WB2003 job one: the image "NOT AN IMAGE" is not a valid image reference',
    "WB2011 job one has no steps",
    'WB2003 job two: a name in env "A-B" is not a valid name of an environment variable',
    "WB2009 job two has an empty command",
  ]);
  expect(new Set(diagnostics.map(({ at }) => at?.line)).size).toBeGreaterThan(1);
});

describe("options of a job", () => {
  it.each<[string, Partial<Options>, string]>([
    [
      "a path out of the repository",
      { artifacts: ["../secrets"] },
      'artifacts.paths "../secrets" leaves the repository',
    ],
    ["an absolute path", { artifacts: ["/etc/passwd"] }, 'artifacts.paths "/etc/passwd" is absolute'],
    ["a home folder", { cache: { key: "a", paths: ["~/.npm"] } }, 'cache.paths "~/.npm" is in a home folder'],
    ["a way back", { artifacts: ["a/**/../b"] }, 'artifacts.paths "a/**/../b" goes back by ..'],
    ["a backslash", { workingDirectory: "a\\b" }, 'workingDirectory "a\\\\b" has a backslash'],
    ["an option", { cache: { key: "-x", paths: ["a"] } }, 'cache.key "-x" would be read as an option'],
    ["a fraction of a minute", { timeout: "1.5 minutes" }, 'timeout "1.5 minutes" is not a duration'],
    ["two years", { timeout: "800 days" }, 'timeout "800 days" is more than a year'],
    ["an image with a variable", { image: "$REGISTRY/app" }, 'the image "$REGISTRY/app" has a variable in it'],
    [
      "a cache prefix",
      { cache: { key: "a", paths: ["a"], prefix: "a b" } },
      'cache.prefix "a b" is not a valid prefix of a cache key',
    ],
    ["an output's name", { outputs: ["a b" as never] }, 'an output "a b" is not a valid name of an output'],
    ["an exit code", { allowFailure: { exitCodes: [256] } }, 'an exit code "256" is out of bounds'],
    ["a user", { user: "a b" }, 'user "a b" is not a valid user'],
    [
      "a secret's name",
      { secrets: [secret("A-B")] },
      'the secret "A-B" is not a valid name of an environment variable',
    ],
    ["a port", { services: [service("db", { image, ports: [0] })] }, 'a port "0" is out of bounds'],
    ["a host name", { services: [service("D_B", { image })] }, 'the name "D_B" is not a valid host name'],
    ["NUL", { env: { A: "a\0" } }, 'env.A "a\\u0000" has a NUL character or half a character'],
    ["half a character", { env: { A: "\ud800" } }, 'env.A "\\ud800" has a NUL character or half a character'],
    ["a shell that is none", { shell: "zsh" as "sh" }, 'shell "zsh" is none of the choices'],
    ["too many attempts", { retry: 3 as 2 }, 'retry "3" is out of bounds'],
  ])("refuses %s", (_what, options, message) => {
    const owner = /^(a port|the name)/.test(message) ? `service ${options.services?.[0]?.name}` : "job unit";
    expect(withOptions(options)).toEqual([`WB2003 ${owner}: ${message}`]);
  });

  it("refuses two services of one name, and a secret that env has another value for", () => {
    const services = [service("db", { image }), service("db", { image })];
    expect(withOptions({ services })).toEqual(["WB2013 job unit has two services named `db`"]);
    expect(withOptions({ env: { TOKEN: "x" }, secrets: [secret("TOKEN")] })).toEqual([
      "WB2012 job unit has two values for the variable `TOKEN`: one in `env`, and the secret of that name",
    ]);
    expect(withOptions({ env: { TOKEN: secret("TOKEN") }, secrets: [secret("TOKEN")] })).toEqual([]);
  });

  it("says where a value cannot be interpolated, at its line", () => {
    const { diagnostics } = lowerJobs([
      job("unit", {
        image,
        steps: [
          sh`
            echo fine ${"x"}
            echo \`date ${"y"}\`
          `,
        ],
      }),
    ]);
    expect(told(diagnostics)).toEqual(["WB2010 job unit: a value cannot be interpolated inside backticks"]);
    expect(diagnostics[0]?.remedy).toBe("write $(...) instead of the backticks");
    const single = lowerJobs([job("unit", { image, steps: [sh`echo`] })]).diagnostics;
    expect(single).toEqual([]);
  });

  it("refuses an input that no trigger of the pipeline has", () => {
    const other = manual({ inputs: { level: { type: "string" } } });
    expect(withOptions({ env: { LEVEL: other.inputs.level } })).toEqual([
      "WB2008 job unit uses the input `level`, but no manual trigger of this pipeline declares it",
    ]);
  });

  it("reports a condition that nobody has read", () => {
    expect(withOptions({ when: () => true })).toEqual(["WB2006 cannot read the condition of job unit"]);
  });
});

describe("values that a cast let through", () => {
  it("names the option, what it wants and what it got", () => {
    const unit = job("unit", { image, steps, outputs: ["version"] });
    const wrong = job(unit.outputs.version, {
      image: undefined as never,
      steps: ["npm ci"] as never,
      needs: ["unit"] as never,
      env: { A: true as never, B: undefined as never },
      secrets: [],
      downloads: [unit] as never,
      services: [unit] as never,
      when: "always" as never,
    });
    const { diagnostics } = lowerJobs([wrong]);
    const misuses = diagnostics.filter(({ code }) => code === "WB2004").map(({ message }) => message);
    expect(misuses).toEqual([
      "name must be a text, but it is the output version, which is known only when a job runs",
      "needs[0] must be a job, but it is a text",
      "when must be a function of the run, but it is a text",
      "services[0] must be a service, but it is a job",
      "env.A must be a string, a number, a secret, an output, a fact of the run or a built image, but it is a boolean",
      "steps[0] must be a step of sh, scriptFile or exec, but it is a text",
      "downloads[0] must be the artifacts of a job that keeps some, but it is a job",
    ]);
  });

  it("does so for the pipeline, deploys and destinations too", () => {
    const app = buildImage("app", { repository: "r.example.com/app" });
    const ship = deploy("ship", { image: app as never, to: "production" as never });
    const exported = pipeline("test", { on: ["push"] as never, jobs: [ship, 3 as never] });
    const misuses = lowered(exported).diagnostics.filter(({ code }) => code === "WB2004");
    expect(misuses.map(({ message }) => message)).toEqual([
      "jobs[1] must be a job, but it is a number",
      "image must be an image that was tested: app.testedBy(job), but it is an image",
      "to must be a destination: swarmService, containerRestart, composeService, kubernetesRollout or command, but it is a text",
      "on[0] must be a trigger: push, pullRequest, schedule, manual or call, but it is a text",
    ]);
  });
});

describe("builds and deploys", () => {
  const build = (options: object) =>
    told(lowerJobs([buildImage("app", { repository: "r.example.com/app", ...options })]).diagnostics);

  it.each([
    [{ repository: "r.example.com/app:1" }, 'repository "r.example.com/app:1" has a tag or a digest'],
    [{ repository: "r.example.com/App" }, 'repository "r.example.com/App" is not a valid image repository'],
    [{ context: ".." }, 'context ".." leaves the repository'],
    [{ dockerfile: "/Dockerfile" }, 'dockerfile "/Dockerfile" is absolute'],
    [{ tags: ["a/b"] }, 'a tag "a/b" is not a valid tag'],
    [{ platforms: ["linux"] }, 'a platform "linux" is not a platform'],
    [{ layerCache: "gha" }, 'layerCache "gha" is none of the choices'],
    [{ args: { "A B": "x" } }, 'a name in args "A B" is not a valid name of an environment variable'],
  ])("refuses %j", (options, message) => expect(build(options)).toEqual([`WB2003 job app: ${message}`]));

  const app = buildImage("app", { repository: "r.example.com/app" });

  it("wants a test that runs inside the image, though two images have one name", () => {
    const twin = buildImage("app", { repository: "r.example.com/app" });
    const smoke = job("smoke", { image: twin, steps });
    const { diagnostics } = lowerJobs([deploy("ship", { image: app.testedBy(smoke), to: swarmService("s") })]);
    expect(told(diagnostics)).toContain(
      "WB2015 job ship ships `app`, but none of the jobs that test it runs inside it",
    );
  });

  it("wants a reason for an unverified image", () => {
    const { diagnostics } = lowerJobs([deploy("ship", { image: unverified(app, " "), to: swarmService("s") })]);
    expect(told(diagnostics)).toEqual(["WB2014 job ship ships an unverified image without a reason"]);
  });

  it.each([
    [swarmService("a b"), 'the service "a b" is not a valid container name'],
    [swarmService("s", { parallelism: -1 }), 'to.parallelism "-1" is out of bounds'],
    [swarmService("s", { engine: "example.com" }), 'to.engine "example.com" is not the address of an engine'],
    [
      kubernetesRollout("pod/x" as never, { namespace: "web", container: "app" }),
      'the workload "pod" is none of the choices',
    ],
    [
      kubernetesRollout("deployment/X", { namespace: "web", container: "app" }),
      'the workload "X" is not a valid Kubernetes name',
    ],
  ])("refuses destination %#", (to, message) => {
    const { diagnostics } = lowerJobs([deploy("ship", { image: unverified(app, "x"), to })]);
    expect(told(diagnostics)).toEqual([`WB2003 job ship: ${message}`]);
  });

  it("wants an environment with a name and a web address", () => {
    const environment = { name: "a:b", url: "ftp://x" };
    const { diagnostics } = lowerJobs([
      deploy("ship", { image: unverified(app, "x"), to: swarmService("s"), environment }),
    ]);
    expect(told(diagnostics)).toEqual([
      'WB2003 job ship: environment "a:b" is not a valid name of an environment',
      'WB2003 job ship: environment.url "ftp://x" is not a web address',
    ]);
  });
});

describe("triggers", () => {
  const on = (...triggers: Parameters<typeof lowerJobs>[1] & object) =>
    told(lowerJobs([job("unit", { image, steps })], triggers).diagnostics);

  it.each([
    ["* * * *", "does not have five fields"],
    ["60 * * * *", "has a wrong minute"],
    ["* 24 * * *", "has a wrong hour"],
    ["* * 0 * *", "has a wrong day of month"],
    ["* * * 13 *", "has a wrong month"],
    ["* * * * MOON", "has a wrong day of week"],
    ["5-1 * * * *", "has a wrong minute"],
    ["*/0 * * * *", "has a wrong minute"],
  ])("refuses the time table %s", (table, problem) => {
    expect(on(schedule(table))).toEqual([
      `WB2003 trigger schedule: the time table ${JSON.stringify(table)} ${problem}`,
    ]);
  });

  it("takes lists, ranges, steps and names", () => {
    expect(on(schedule("*/15 0-6,22 1,15 JAN-mar MON-5/2"))).toEqual([]);
  });

  it("refuses what is no pattern and paths out of the repository", () => {
    expect(on(push({ branches: [""], paths: ["../x"] }))).toEqual([
      'WB2003 trigger push: branches "" cannot be read: it is empty',
      'WB2003 trigger push: paths "../x" leaves the repository',
    ]);
  });

  it("refuses patterns that cannot be read, and lists that nothing matches", () => {
    expect(on(push({ branches: ["v[^1]", "!x"], tags: [] }), pullRequest({ targets: ["!main"] }))).toEqual([
      'WB2003 trigger push: branches "v[^1]" cannot be read: no branch or tag name holds `^`',
      'WB2003 trigger push: tags "[]" is empty, so that nothing matches',
      'WB2003 trigger pullRequest: targets "[\\"!main\\"]" only takes names out (`!`), so that nothing matches',
    ]);
  });

  it("refuses inputs that cannot be chosen", () => {
    expect(
      on(manual({ inputs: { level: { type: "choice", options: ["a"], default: "b" }, "x y": { type: "string" } } })),
    ).toEqual([
      'WB2003 trigger manual: inputs.level.default "b" is none of the choices',
      'WB2003 trigger manual: an input "x y" is not a valid name of an input',
    ]);
    expect(on(manual({ inputs: { users: { type: "number", default: 1e21 } } }))).toEqual([
      'WB2003 trigger manual: inputs.users.default "1e+21" is not a number that every provider writes in the same way',
    ]);
  });
});
