import { describe, expect, it } from "vitest";
import {
  buildImage,
  command,
  deploy,
  type Job,
  job,
  runFacts,
  secret,
  sh,
  step,
  unverified,
} from "../../compiler/authoring/index.ts";
import { groupOf, isInterruptible } from "../../compiler/graph/control.ts";
import { checkGraph } from "../graph/checks.ts";
import { imagesToPin, NO_LOCK, pinImages } from "../../compiler/lock/index.ts";
import { graphOf, jobOf, lowerJobs, told } from "./declare.ts";

const app = buildImage("app", { repository: "registry.example.com/shop" });
const version = job("version", {
  image: "busybox:1.36",
  outputs: ["name"],
  steps: [sh`echo name=1 >> "$WAYBILL_OUTPUT"`],
});
const ship = (to: Parameters<typeof deploy>[1]["to"]) => deploy("edge", { image: unverified(app, "a test"), to });
const image = "alpine:3.20";
const lowered = (to: Parameters<typeof deploy>[1]["to"], ...others: readonly Job[]) => {
  const graph = graphOf([app, ...others, ship(to)]);
  const found = jobOf(graph, "edge");
  if (found.kind !== "deploy" || found.to.kind !== "command") throw new Error("it is no command");
  return { graph, job: found, to: found.to };
};

describe("a destination of commands", () => {
  it("has its commands, and all that they are given in the job's environment", () => {
    const { job, to } = lowered(
      command("edge", sh`./deploy.sh ${version.outputs.name} ${secret("TOKEN")}`, {
        image,
        secrets: [secret("KEY")],
        env: { ZONE: "eu" },
        readBack: step("ask", sh`./running.sh ${"two words"}`, { workingDirectory: "edge" }),
        rollback: sh`./deploy.sh ${version.outputs.name}`,
        deadline: "2 minutes",
      }),
      version,
    );
    expect(job.env).toEqual({
      ZONE: { kind: "literal", value: "eu" },
      KEY: { kind: "secret", name: "KEY" },
      VERSION_NAME: { kind: "output", job: "version", name: "name" },
      TOKEN: { kind: "secret", name: "TOKEN" },
    });
    expect(to).toMatchObject({
      ...{ kind: "command", name: "edge", image: { kind: "registry", reference: image }, shell: "sh", deadline: 120 },
      run: { run: { kind: "shell", script: `./deploy.sh "\${VERSION_NAME}" "\${TOKEN}"` } },
      readBack: { name: "ask", run: { script: "./running.sh 'two words'" }, workingDirectory: "edge" },
      rollback: { run: { script: `./deploy.sh "\${VERSION_NAME}"` } },
    });
    expect(job.needs).toContainEqual({ job: "version", gate: true, artifacts: false });
  });

  it("takes turns for its name, and is not cut off", () => {
    const { job } = lowered(command("edge", sh`./deploy.sh`, { image }));
    expect(groupOf(job)).toEqual({ group: "command-edge", waiting: "queue" });
    expect(isInterruptible(job)).toBe(false);
  });

  it("has an image that can be pinned", () => {
    const { graph } = lowered(command("edge", sh`./deploy.sh`, { image }));
    expect(imagesToPin(graph)).toEqual([image]);
    const digest = `sha256:${"a".repeat(64)}`;
    expect(jobOf(pinImages(graph, { ...NO_LOCK, images: { [image]: digest } }), "edge")).toMatchObject({
      to: { image: { reference: `${image}@${digest}` } },
    });
  });

  it("wants something to go back to where it has a rollback", () => {
    const to = command("edge", sh`./deploy.sh`, { image, rollback: sh`./deploy.sh` } as never);
    const { diagnostics } = lowerJobs([app, ship(to)]);
    expect(told(diagnostics)).toEqual([
      "WB2190 job edge has a rollback for edge, but no readBack that finds the version to go back to",
    ]);
    expect(diagnostics[0]?.remedy).toBe(
      "add readBack: a command that prints the digest that runs; the rollback finds it in $WAYBILL_PREVIOUS",
    );
  });

  it("has commands without conditions of their own", () => {
    const to = command("edge", step("ship", sh`./deploy.sh`, { when: () => true }), { image });
    expect(told(lowerJobs([app, ship(to)]).diagnostics)).toContain("WB2201 a command of job edge has a condition");
  });

  it("has one value for a variable in all of its commands", () => {
    const { diagnostics } = lowerJobs([
      app,
      ship(
        command("edge", step("ship", sh`./deploy.sh`, { env: { ZONE: "eu" } }), {
          image,
          readBack: step("ask", sh`./running.sh`, { env: { ZONE: "us" } }),
        }),
      ),
    ]);
    expect(told(diagnostics)).toEqual(["WB2191 job edge has two values for the variable `ZONE` in its commands"]);
    expect(diagnostics[0]?.remedy).toBe("rename it in one of them");
  });

  it("is held to the rules of names and images, and asked for commands that are some", () => {
    const to = command("a b", "rm -rf /" as never, { image: "Not One" });
    expect(told(lowerJobs([app, ship(to)]).diagnostics)).toEqual([
      "WB2004 to.run must be a step of sh, scriptFile or exec, but it is a text",
      'WB2003 job edge: the destination "a b" is not a valid container name',
      expect.stringMatching(/^WB2003 job edge: the image "Not One"|^WB2003 job edge: to.image "Not One"/),
    ]);
  });

  it("is proved as steps are: nothing that an outsider chooses is split into words, and its variables are its own", () => {
    const { graph } = lowered(
      command("edge", sh`BRANCH=x; ./deploy.sh $BRANCH`, {
        image,
        env: { BRANCH: runFacts.branch, WAYBILL_IMAGE: "x" },
      }),
    );
    expect(checkGraph(graph).map(({ code }) => code)).toEqual(["WB2034", "WB2042", "WB2051"]);
  });
});
