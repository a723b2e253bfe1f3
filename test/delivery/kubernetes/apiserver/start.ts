import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { controlPlane } from "./build.ts";

/** A control plane without nodes. */
export interface RunningControlPlane {
  /** A kubeconfig with all rights. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/** The controllers whose work the suite watches. There is no scheduler and no kubelet: pods wait for the suite's own. */
const CONTROLLERS = [
  "deployment-controller",
  "replicaset-controller",
  "statefulset-controller",
  "daemonset-controller",
  "cronjob-controller",
  "garbage-collector-controller",
  "namespace-controller",
];

/** @throws {Error} when a program is missing or does not start; its log is named */
export async function startControlPlane(): Promise<RunningControlPlane> {
  const programs = await controlPlane();
  const home = await mkdtemp(join(tmpdir(), "waybill-kubernetes-"));
  const token = randomBytes(16).toString("hex");
  const [etcd, etcdPeer, api] = [await freePort(), await freePort(), await freePort()];
  const kubeconfig = join(home, "kubeconfig");
  const processes: ChildProcess[] = [];
  const start = (name: string, program: string, flags: Readonly<Record<string, string>>) => {
    const log = createWriteStream(join(home, `${name}.log`));
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    processes.push(child);
  };
  const stop = async () => {
    for (const child of processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await rm(home, { recursive: true, force: true });
  };

  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(join(home, "sa.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
  await writeFile(join(home, "sa.pub"), publicKey.export({ type: "spki", format: "pem" }));
  await writeFile(join(home, "tokens.csv"), `${token},admin,admin,system:masters\n`);
  try {
    start("etcd", programs.etcd, {
      "data-dir": join(home, "etcd"),
      "listen-client-urls": `http://127.0.0.1:${etcd}`,
      "advertise-client-urls": `http://127.0.0.1:${etcd}`,
      "listen-peer-urls": `http://127.0.0.1:${etcdPeer}`,
      "unsafe-no-fsync": "true",
    });
    await age(`http://127.0.0.1:${etcd}`);
    start("apiserver", programs.apiserver, {
      "etcd-servers": `http://127.0.0.1:${etcd}`,
      "secure-port": String(api),
      "bind-address": "127.0.0.1",
      "cert-dir": join(home, "certs"),
      "token-auth-file": join(home, "tokens.csv"),
      "authorization-mode": "RBAC",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": join(home, "sa.pub"),
      "service-account-signing-key-file": join(home, "sa.key"),
      "service-cluster-ip-range": "10.0.0.0/24",
      // Neither service accounts nor a node's health have a controller here to look after them.
      "disable-admission-plugins": "ServiceAccount,TaintNodesByCondition",
    });
    await ready(api, token, home);
    const ca = await readFile(join(home, "certs", "apiserver.crt"));
    await writeFile(kubeconfig, configuration(`https://127.0.0.1:${api}`, ca, token));
    start("controllers", programs.controllerManager, {
      kubeconfig,
      controllers: CONTROLLERS.join(","),
      "leader-elect": "false",
      "secure-port": "0",
      "service-account-private-key-file": join(home, "sa.key"),
    });
    await addNodes(kubeconfig);
    return { kubeconfig, stop };
  } catch (error) {
    await Promise.all(processes.map((child) => child.kill("SIGKILL")));
    throw new Error(`the control plane did not start; its logs are in ${home}`, { cause: error });
  }
}

const configuration = (server: string, ca: Buffer, token: string) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server, "certificate-authority-data": ca.toString("base64") } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
  });

/**
 * Writes a little to etcd before the API server starts: the first versions are then too old for its watch cache, as they
 * are on a cluster that has been up for a while. Only so can a watch be answered with 410 Gone.
 */
async function age(etcd: string): Promise<void> {
  const until = Date.now() + 30_000;
  for (let written = 0; written < 10; ) {
    const body = JSON.stringify({ key: btoa("age"), value: btoa(String(written)) });
    const put = await fetch(`${etcd}/v3/kv/put`, { method: "POST", body }).catch(() => undefined);
    if (put?.ok) written++;
    else if (Date.now() > until) throw new Error("etcd does not answer");
    else await pause(100);
  }
}

/** For DaemonSets to count. No kubelet stands behind them. */
async function addNodes(kubeconfig: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  for (const name of ["node-a", "node-b"]) await core.createNode({ body: { metadata: { name } } });
}

/** Waits until `/readyz` says so. Nothing tells it by an event, so it is asked, half a minute long. */
async function ready(port: number, token: string, home: string): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (await readyz(port, token)) return;
    await pause(250);
  }
  const log = await readFile(join(home, "apiserver.log"), "utf8").catch(() => "");
  throw new Error(`the API server is not ready after 60 s:\n${log.split("\n").slice(-20).join("\n")}`);
}

function readyz(port: number, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${token}` };
    const probe = request({ port, path: "/readyz", headers, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    probe.on("error", () => resolve(false));
    probe.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
