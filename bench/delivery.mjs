// What delivery costs: ratios to the engine's own API, and to the same steps typed in the shell. It takes a test engine
// (WAYBILL_TEST_ENGINE names its file) with a registry and a Swarm, and the docker command.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { facts, graph, job } from "./graphs.mjs";
import { loadRuntime } from "./load.mjs";
import { inTurns } from "./measure.mjs";

const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const { socketPath, registry, images } = JSON.parse(await readFile(process.env.WAYBILL_TEST_ENGINE, "utf8"));
const { connect, delivery, dockerExecutor, run } = await loadRuntime();
const address = `unix://${socketPath}`;
const engine = await connect(address);
const name = `bench-${randomBytes(4).toString("hex")}`;
const repository = `${registry.host}/${name}`;
const { host, username, password } = registry;
const auth = () => ({ username, password, serveraddress: host });

const root = await mkdtemp(join(tmpdir(), "waybill-bench-"));
await writeFile(
  join(root, "Dockerfile"),
  `FROM ${images.busybox}\nRUN mkdir /www\nCOPY index.html /www/\nRUN test -s /www/index.html\nCMD ["sleep", "1000000"]\n`,
);
await writeFile(join(root, "index.html"), `${name}\n`);
const settings = await mkdtemp(join(tmpdir(), "waybill-bench-docker-"));
const basic = Buffer.from(`${username}:${password}`).toString("base64");
await writeFile(join(settings, "config.json"), JSON.stringify({ auths: { [host]: { auth: basic } } }));

const login = { username: { kind: "literal", value: username }, password: { kind: "secret", name: "PASSWORD" } };
const needs = (...ids) => ids.map((id) => ({ job: id, gate: true, artifacts: false }));
const app = {
  ...job("app", ""),
  ...{ kind: "build", repository, context: ".", dockerfile: "Dockerfile", args: {}, secrets: {}, tags: [] },
  ...{ platforms: [], layerCache: "local", login },
};
const smoke = { ...job("smoke", "test -s /www/index.html"), needs: needs("app"), image: { kind: "build", job: "app" } };
const production = {
  ...job("production", ""),
  ...{ kind: "deploy", image: "app", needs: needs("app", "smoke"), proof: { kind: "tested", by: ["smoke"] }, login },
  to: { kind: "swarmService", service: name, order: "start-first", parallelism: 1, delay: 0, deadline: 60 },
};

async function waybill(jobs) {
  const outcome = await run(graph(jobs), {
    ...{ root, executor: dockerExecutor({ address }), delivery: delivery(engine), facts, reporter: () => {} },
    ...{ secrets: () => password, changes: [], deploy: jobs.includes(production) ? ["production"] : [] },
  });
  if (outcome.exitCode !== 0) throw new Error(JSON.stringify(outcome.diagnostics));
}

/** The engine's API with nothing around it: build, push, and the digest read back. */
async function bare() {
  const context = { context: root, src: ["Dockerfile", "index.html"] };
  const tag = `${repository}:bare`;
  await followed(await engine.buildImage(context, { t: tag, version: "2" }));
  await followed(await engine.getImage(tag).push({ authconfig: auth() }));
  await engine.getImage(tag).distribution({ authconfig: auth() });
}

function followed(stream) {
  return new Promise((resolve, reject) => {
    engine.modem.followProgress(stream, (error, events) => {
      const failed = error ?? events.find((event) => event.error);
      failed ? reject(failed) : resolve(events);
    });
  });
}

// Each has a service of its own: the images differ in their labels, and would replace each other.
const services = [name, `${name}-typed`];
const env = { ...process.env, DOCKER_HOST: address, DOCKER_CONFIG: settings, DOCKER_BUILDKIT: "0" };
const typed = `set -e
docker run --rm -v ${root}:/src -w /src ${images.busybox} sh -c true
docker build --quiet --tag ${repository}:typed ${root}
docker push --quiet ${repository}:typed
digest=$(docker inspect --format '{{index .RepoDigests 0}}' ${repository}:typed)
docker run --rm "$digest" sh -c 'test -s /www/index.html'
docker service update --quiet --with-registry-auth --image "$digest" ${name}-typed
`;
const shell = () => promisify(execFile)("sh", ["-c", typed], { env });

const unit = job("unit", "true", { image: images.busybox });
const rows = {
  "an unchanged build and push / the engine's API": () => inTurns(rounds, () => waybill([app]), bare),
  "the whole road, unchanged / typed in the shell": () =>
    inTurns(rounds, () => waybill([unit, { ...app, needs: needs("unit") }, smoke, production]), shell),
};

try {
  await waybill([app]);
  await bare();
  for (const service of services) {
    const spec = { Name: service, TaskTemplate: { ContainerSpec: { Image: `${repository}:bare`, Init: true } } };
    await engine.createService(auth(), { ...spec, Mode: { Replicated: { Replicas: 1 } } });
  }
  await waybill([app, smoke, production]);
  await shell();
  for (const [row, measure] of Object.entries(rows)) {
    const [ours, peer] = await measure();
    const figures = `${ours.toFixed(0).padStart(6)} ms / ${peer.toFixed(0).padStart(6)} ms = ${(ours / peer).toFixed(2)}`;
    console.log(`${row.padEnd(56)} ${figures}`);
  }
} finally {
  await Promise.all(
    services.map((service) =>
      engine
        .getService(service)
        .remove()
        .catch(() => {}),
    ),
  );
  await Promise.all([root, settings].map((folder) => rm(folder, { recursive: true, force: true })));
}
