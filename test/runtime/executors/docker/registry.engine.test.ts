import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { dockerExecutor } from "../../../../runtime/executors/docker/index.ts";
import { type RunEvent, run } from "../../../../runtime/index.ts";
import { type DoorOptions, faultyRegistry } from "../../../delivery/faulty-registry.ts";
import {
  describeDocker,
  docker,
  expectNothingLeft,
  otherEngine,
  registryAuth,
  uniqueName,
} from "../../../engine/index.ts";
import { facts, graphOf, scriptJob, step } from "../../graphs.ts";

/** Some at a time: the next when the one before has been on its way for a moment. */
const trickling: DoorOptions["handOn"] = (answer, to) => {
  answer.on("data", (chunk: Buffer) => {
    answer.pause();
    to.write(chunk, () => setTimeout(() => answer.resume(), 5));
  });
  answer.once("end", () => to.end());
};

describeDocker("a registry", ({ images, registry }) => {
  /** Pushes an image to the registry, and gives its repository there. */
  async function pushed(name: string): Promise<string> {
    const repository = `${registry.host}/${name}`;
    await docker().getImage(images.busybox).tag({ repo: repository, tag: "1" });
    const image = docker().getImage(`${repository}:1`);
    const stream = await image.push({ authconfig: registryAuth() });
    await new Promise((resolve, reject) =>
      docker().modem.followProgress(stream, (error) => (error ? reject(error) : resolve(0))),
    );
    await image.remove();
    return name;
  }

  /** Runs a job in an image, on an engine that has never seen it. */
  async function ran(reference: string, script: string, events: RunEvent[]) {
    const { dispose, docker: other, socketPath } = await otherEngine();
    onTestFinished(dispose);
    const root = mkdtempSync(join(tmpdir(), "waybill-registry-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const outcome = await run(
      graphOf(scriptJob("a", { image: { kind: "registry", reference }, steps: [step(script)] })),
      {
        ...{ root, facts, secrets: () => undefined, reporter: (event) => events.push(event) },
        executor: dockerExecutor({ address: `unix://${socketPath}`, folder: join(root, ".cache") }),
      },
    );
    await expectNothingLeft(outcome.run, other);
    return outcome.jobs.get("a");
  }

  it("that flaps is asked again, which is shown; a script that fails is not run again", async () => {
    const name = await pushed(uniqueName("flapping"));
    const events: RunEvent[] = [];
    const again = () =>
      events.flatMap((event) =>
        event.type === "progress" && event.activity.endsWith("trying again") ? [event.activity] : [],
      );
    // An engine asks more than once in one attempt, so what counts is what the run has shown.
    const flapping = await faultyRegistry(
      (asked, answer) => {
        if (!asked.url?.includes("/manifests/") || again().length === 2) return false;
        answer.writeHead(503).end();
        return true;
      },
      { open: true },
    );
    const reference = `${flapping}/${name}:1`;
    const result = await ran(reference, "echo once; exit 3", events);
    expect(again()).toHaveLength(2);
    expect(again()[0]).toContain(`pulling ${reference}: `);
    expect(result).toMatchObject({ status: "failed", failure: { kind: "exit", exitCode: 3 } });
    expect(events.filter((event) => event.type === "log")).toHaveLength(1);
    expect(events.filter((event) => event.type === "job-started")).toHaveLength(1);
  });

  it("that is slow is waited for, and what has come of the image is shown", async () => {
    const name = await pushed(uniqueName("slow"));
    const slow = await faultyRegistry(() => false, { open: true, handOn: trickling });
    const events: RunEvent[] = [];
    const reference = `${slow}/${name}:1`;
    expect(await ran(reference, "true", events)).toMatchObject({ status: "succeeded" });
    const shown = events.flatMap((event) =>
      event.type === "progress" && event.activity === `pulling ${reference}` ? [event.fraction ?? 0] : [],
    );
    expect(new Set(shown).size).toBeGreaterThan(3);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });
});
