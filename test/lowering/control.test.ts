import { describe, expect, it } from "vitest";
import { buildImage, deploy, job, sh, swarmService, unverified } from "../../compiler/authoring/index.ts";
import { graphOf, jobOf, lowerJobs, told } from "./declare.ts";

const image = "busybox:1.36";
const steps = [sh`true`];
type Options = Parameters<typeof job>[1];
const withOptions = (options: Partial<Options>) =>
  told(lowerJobs([job("unit", { image, steps, ...options })]).diagnostics);
const control = (options: Partial<Options>) => {
  const { environment, manual, concurrency, interruptible, runner } = jobOf(
    graphOf([job("unit", { image, steps, ...options })]),
    "unit",
  );
  return { environment, manual, concurrency, interruptible, runner };
};

describe("an entrypoint", () => {
  it("is a program and its arguments", () => {
    const unit = jobOf(graphOf([job("unit", { image, steps, entrypoint: ["tini", "--"] })]), "unit");
    expect(unit).toMatchObject({ entrypoint: ["tini", "--"] });
    expect(withOptions({ entrypoint: [] })).toEqual(["WB2009 job unit has an empty command"]);
  });
});

describe("retry", () => {
  const retry = (value: Options["retry"]) => {
    const unit = jobOf(graphOf([job("unit", { image, steps, retry: value ?? 0 })]), "unit");
    return unit.kind === "script" ? [unit.retry, unit.retryOn] : [];
  };

  it("is a number, or a number and what it is for", () => {
    expect(retry(2)).toEqual([2, undefined]);
    expect(retry({ times: 1 })).toEqual([1, undefined]);
    expect(retry({ times: 1, on: ["timeout", "timeout"] })).toEqual([1, { reasons: ["timeout"], exitCodes: [] }]);
    expect(retry({ times: 1, exitCodes: [75] })).toEqual([1, { reasons: [], exitCodes: [75] }]);
  });

  it("is refused where it is out of bounds", () => {
    expect(withOptions({ retry: { times: 3 as 2 } })).toEqual(['WB2003 job unit: retry "3" is out of bounds']);
    expect(withOptions({ retry: { times: 1, exitCodes: [0] } })).toEqual([
      'WB2003 job unit: an exit code "0" is out of bounds',
    ]);
    expect(withOptions({ retry: { times: 1, on: ["always" as "failure"] } })).toEqual([
      'WB2003 job unit: retry.on "always" is none of the choices',
    ]);
  });
});

describe("permissions", () => {
  it("are rights by what they are to", () => {
    const permissions = { contents: "write", "pull-requests": "read" } as const;
    expect(jobOf(graphOf([job("unit", { image, steps, permissions })]), "unit").permissions).toEqual(permissions);
    expect(jobOf(graphOf([job("unit", { image, steps, permissions: {} })]), "unit").permissions).toEqual({});
    expect(jobOf(graphOf([job("unit", { image, steps, permissions: "read-all" })]), "unit").permissions).toBe(
      "read-all",
    );
    expect(jobOf(graphOf([job("unit", { image, steps })]), "unit").permissions).toBeUndefined();
  });

  it("are refused where GitHub has none of the kind", () => {
    expect(withOptions({ permissions: { content: "write", issues: "admin" } as never })).toEqual([
      'WB2003 job unit: permissions "content" is none of the choices',
      'WB2003 job unit: permissions.issues "admin" is none of the choices',
    ]);
  });
});

describe("job control in the graph", () => {
  it("is nothing where nothing is asked for", () => {
    expect(Object.values(control({})).filter((one) => one !== undefined)).toEqual([]);
  });

  it("takes an environment by its name, and with all that there is about it", () => {
    expect(control({ environment: "staging" }).environment).toEqual({ name: "staging" });
    const all = { name: "production", url: "https://shop.example.com", protected: true };
    expect(control({ environment: all }).environment).toEqual(all);
  });

  it("has one way to wait for a person: an approval is a manual job", () => {
    expect(control({ manual: true }).manual).toBe(true);
    expect(control({ environment: { name: "production", approval: true } }).manual).toBe(true);
    expect(control({ environment: { name: "production", approval: false } }).manual).toBeUndefined();
  });

  it("takes groups without regard to case, and lets each have its turn unless it is told otherwise", () => {
    expect(control({ concurrency: "Staging" }).concurrency).toEqual({ group: "staging", waiting: "queue" });
    const replace = { group: "preview", waiting: "replace" } as const;
    expect(control({ concurrency: replace }).concurrency).toEqual(replace);
  });

  it("takes labels for both providers, or for each its own", () => {
    expect(control({ runner: "big" }).runner).toEqual({ gitlab: ["big"], github: ["big"] });
    expect(control({ runner: ["self-hosted", "arm"] }).runner?.github).toEqual(["self-hosted", "arm"]);
    expect(control({ runner: { github: "ubuntu-24.04-arm" } }).runner).toEqual({
      gitlab: [],
      github: ["ubuntu-24.04-arm"],
    });
  });

  it("holds for builds and deploys too", () => {
    const app = buildImage("app", { repository: "registry.example.com/app", runner: "privileged" });
    const ship = deploy("ship", {
      image: unverified(app, "a test"),
      to: swarmService("shop"),
      environment: { name: "production", approval: true },
      concurrency: "production",
    });
    const graph = graphOf([ship]);
    expect(jobOf(graph, "app").runner?.gitlab).toEqual(["privileged"]);
    expect(jobOf(graph, "ship")).toMatchObject({ manual: true, concurrency: { group: "production" } });
  });

  it.each<[string, Partial<Options>, string]>([
    ["a group", { concurrency: "a b" }, 'WB2003 job unit: concurrency "a b" is not a valid name of a group'],
    [
      "a group that ends with a slash",
      { concurrency: "a/" },
      'WB2003 job unit: concurrency "a/" is not a valid name of a group',
    ],
    [
      "what happens to those that wait",
      { concurrency: { group: "a", waiting: "cancel" as "queue" } },
      'WB2003 job unit: concurrency.waiting "cancel" is none of the choices',
    ],
    [
      "an environment",
      { environment: { name: "$(id)" } },
      'WB2003 job unit: environment "$(id)" is not a valid name of an environment',
    ],
    [
      "an environment's address",
      { environment: { name: "a", url: "shop.example.com" } },
      'WB2003 job unit: environment.url "shop.example.com" is not a web address',
    ],
    ["a label", { runner: { gitlab: "a,b" } }, 'WB2003 job unit: runner "a,b" is not a valid label of a runner'],
    [
      "something else than yes or no",
      { manual: "yes" as unknown as boolean },
      "WB2004 manual must be true or false, but it is a text",
    ],
  ])("refuses %s", (_what, options, message) => {
    expect(withOptions(options)).toEqual([message]);
  });
});
