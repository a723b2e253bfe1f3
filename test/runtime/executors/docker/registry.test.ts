import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { dockerExecutor } from "../../../../runtime/executors/docker/index.ts";
import { type RunEvent, run } from "../../../../runtime/index.ts";
import {
  describeDocker,
  docker,
  expectNothingLeft,
  otherEngine,
  registryAuth,
  type TestRegistry,
  uniqueName,
} from "../../../engine/index.ts";
import { facts, graphOf, scriptJob, step } from "../../graphs.ts";

type Answer = (from: IncomingMessage, to: ServerResponse) => boolean;

/** A registry before the real one, which logs in by itself and may answer, or fail to, in its place. */
async function registryBefore({ host, username, password }: TestRegistry, instead: Answer): Promise<string> {
  const [hostname, port] = host.split(":");
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const server = createServer((from, to) => {
    if (instead(from, to)) return;
    const headers = { ...from.headers, authorization, host };
    const passed = request({ hostname, port, method: from.method, path: from.url, headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    from.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describeDocker("a registry", ({ images, registry }) => {
  it("that flaps is asked again, which is shown; a script that fails is not run again", async () => {
    const name = uniqueName("flapping");
    const { dispose, docker: other, socketPath } = await otherEngine();
    onTestFinished(dispose);
    const pushed = `${registry.host}/${name}`;
    await docker().getImage(images.busybox).tag({ repo: pushed, tag: "1" });
    await new Promise((resolve, reject) =>
      docker()
        .getImage(`${pushed}:1`)
        .push({ authconfig: registryAuth() })
        .then(
          (stream) => docker().modem.followProgress(stream, (error) => (error ? reject(error) : resolve(0))),
          reject,
        ),
    );
    await docker().getImage(`${pushed}:1`).remove();
    const events: RunEvent[] = [];
    const again = () =>
      events.flatMap((event) =>
        event.type === "progress" && event.activity.endsWith("trying again") ? [event.activity] : [],
      );
    // An engine asks more than once in one attempt, so what counts is what the run has shown.
    const flapping = await registryBefore(registry, (from, to) => {
      if (!from.url?.includes("/manifests/") || again().length === 2) return false;
      to.writeHead(503).end();
      return true;
    });
    const root = mkdtempSync(join(tmpdir(), "waybill-registry-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const image = { kind: "registry", reference: `${flapping}/${name}:1` } as const;
    const outcome = await run(graphOf(scriptJob("a", { image, steps: [step("echo once; exit 3")] })), {
      ...{ root, facts, secrets: () => undefined, reporter: (event) => events.push(event) },
      executor: dockerExecutor({ address: `unix://${socketPath}`, folder: join(root, ".cache") }),
    });
    expect(again()).toHaveLength(2);
    expect(again()[0]).toContain(`pulling ${image.reference}: `);
    expect(outcome.jobs.get("a")).toMatchObject({ status: "failed", failure: { kind: "exit", exitCode: 3 } });
    expect(events.filter((event) => event.type === "log")).toHaveLength(1);
    expect(events.filter((event) => event.type === "job-started")).toHaveLength(1);
    await expectNothingLeft(outcome.run, other);
  });
});
