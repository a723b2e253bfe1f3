import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, secret, sh, step } from "waybill";

const first = job("first", { image: "busybox:1.36", env: { TOKEN: secret("TOKEN") }, steps: [
  step("greet", sh\`echo hello\`), step("fail", sh\`exit 3\`),
] });
const next = job("next", { image: "busybox:1.36", needs: [first], steps: [sh\`true\`] });

export default pipeline("app", { on: [push()], jobs: [first, next] });
`;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: readonly Attribute[];
}

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

/** Takes OTLP over HTTP, as JSON. */
async function collector() {
  const bodies: Body[] = [];
  const server = createServer(async (request, response) => {
    const isKnown = request.method === "POST" && request.url === "/v1/traces";
    const body = await text(request);
    if (isKnown) bodies.push(JSON.parse(body));
    response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { readonly port: number };
  return { bodies, address: `http://127.0.0.1:${port}` };
}

async function runWith(env: Readonly<Record<string, string>>) {
  const [cwd, outside] = [await folderWith(PIPELINE), await folderWith("")];
  const place = { XDG_STATE_HOME: join(outside, "s"), WAYBILL_CACHE: join(outside, "c"), TOKEN: "hunter2-hunter2" };
  return waybill(["run", "--executor", "host", "--reporter", "plain"], { cwd, env: { ...place, ...env } });
}

const valuesOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

it("sends a span for the run, each job and each step", async () => {
  const { bodies, address } = await collector();
  const { exitCode } = await runWith({ OTEL_EXPORTER_OTLP_ENDPOINT: address, OTEL_RESOURCE_ATTRIBUTES: "team=blue" });
  expect(exitCode).toBe(1);
  const resources = bodies.flatMap((body) => body.resourceSpans);
  expect(valuesOf(resources[0]?.resource.attributes ?? [])).toMatchObject({ "service.name": "waybill", team: "blue" });
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  const shape = spans.map(({ name, parentSpanId = "", status }) => [name, names.get(parentSpanId), status.code]);
  // 2 is an error.
  expect(shape.sort()).toEqual([
    ["app", undefined, 2],
    ["fail", "first", 2],
    ["first", "app", 2],
    ["greet", "first", 0],
    ["next", "app", 0],
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  for (const span of spans) expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
  const named = (name: string) => valuesOf(spans.find((span) => span.name === name)?.attributes ?? []);
  expect(named("app")).toMatchObject({ "cicd.pipeline.name": "app", "cicd.pipeline.result": "failure" });
  expect(named("fail")).toMatchObject({ "process.exit.code": 3, "code.file.path": "pipeline.ts", "waybill.step": 2 });
  expect(named("next")).toMatchObject({ "cicd.pipeline.task.run.result": "skip" });
  expect(JSON.stringify(bodies)).not.toContain("hunter2");
});

it("warns where nobody takes them, and ends as the run did", async () => {
  const { address } = await collector();
  const { stderr, exitCode } = await runWith({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${address}/none` });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("warning WB4132: the traces of the run could not be sent to");
  expect(stderr).toContain("unset OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
});
