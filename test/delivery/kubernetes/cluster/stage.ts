import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiagnosticError } from "../../../../compiler/diagnostics/index.ts";
import type { KubernetesRollout } from "../../../../compiler/graph/model/index.ts";
import type { DeployRequest } from "../../../../runtime/delivery/contract.ts";
import { kubernetesStrategy } from "../../../../runtime/delivery/kubernetes/index.ts";
import { type Front, openFront } from "../front/front.ts";
import type { Source } from "../front/source.ts";
import { type Client, clientOf, configuration } from "./client.ts";
import { v1, v2 } from "./images.ts";
import { type Fate, FROM_NOW_ON, playKubelet } from "./kubelet.ts";
import { manifest, type Spec } from "./manifests.ts";
import { deployRequest } from "./request.ts";

export type Kind = KubernetesRollout["workload"];

/** What one deploy is asked for, where it differs from: deployment web, container web, image v2, 20 s. */
export interface Asked extends Partial<Omit<KubernetesRollout, "kind">> {
  readonly reference?: string;
  readonly signal?: AbortSignal;
  /** Called on each line of output. */
  readonly heard?: (line: string) => void;
  /** User of the kubeconfig. */
  readonly user?: object;
}

/** A namespace of its own behind a front, with a kubelet that is played. */
export interface Stage {
  readonly namespace: string;
  readonly client: Client;
  readonly front: Front;
  readonly fates: Map<string, Fate>;
  /** Output of the deploys so far. */
  readonly lines: string[];
  /** Applies a workload that runs v1, and waits until its controllers have nothing left to do. */
  apply(kind: Kind, spec?: Spec): Promise<void>;
  deploy(asked?: Asked): Promise<void>;
  plan(asked?: Asked): Promise<readonly string[]>;
  /** The image in the workload's template. */
  image(kind?: Kind): Promise<string>;
  /** Waits for the workload to be as wanted. */
  until(kind: Kind, wanted: (object: Live) => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface Live {
  readonly metadata: { readonly generation: number };
  readonly status?: Readonly<Record<string, number | undefined>>;
}

export async function openStage(source: Source, namespace: string): Promise<Stage> {
  const front = await openFront(source);
  const client = clientOf(front.testUrl);
  const fates = new Map<string, Fate>();
  const lines: string[] = [];
  const home = await mkdtemp(join(tmpdir(), "waybill-kubeconfig-"));
  await client.core.createNamespace({ body: { metadata: { name: namespace } } });
  const stopKubelet = await playKubelet(client, namespace, fates);

  async function request({ reference = v2, signal, heard, user = {}, ...to }: Asked): Promise<DeployRequest> {
    const file = join(home, "config");
    await writeFile(file, JSON.stringify(configuration(front.url, user)));
    const line = (_stream: string, text: string) => {
      lines.push(text);
      heard?.(text);
    };
    const asked = deployRequest({ namespace, ...to });
    const sink = { line, progress: () => {} };
    return { ...asked, reference, env: { KUBECONFIG: file }, sink, signal: signal ?? asked.signal };
  }

  const plural = (kind: Kind) => `${kind}s`;
  const base = (kind: Kind) => (kind === "cronjob" ? "/apis/batch/v1" : "/apis/apps/v1");

  async function until(kind: Kind, wanted: (object: Live) => boolean): Promise<void> {
    let found: () => void = () => {};
    const reached = new Promise<void>((resolve) => {
      found = resolve;
    });
    const stream = await client.watch.watch(
      `${base(kind)}/namespaces/${namespace}/${plural(kind)}`,
      FROM_NOW_ON,
      (_type: string, object: Live) => {
        if (wanted(object)) found();
      },
      () => {},
    );
    await reached;
    stream.abort();
  }

  return {
    namespace,
    client,
    front,
    fates,
    lines,
    until,
    async apply(kind, spec = {}) {
      const body = manifest(kind, "web", v1, spec) as never;
      if (kind === "deployment") await client.apps.createNamespacedDeployment({ namespace, body });
      if (kind === "statefulset") await client.apps.createNamespacedStatefulSet({ namespace, body });
      if (kind === "daemonset") await client.apps.createNamespacedDaemonSet({ namespace, body });
      if (kind === "cronjob") await client.batch.createNamespacedCronJob({ namespace, body });
      if (kind !== "cronjob") await until(kind, isSettled);
    },
    deploy: async (asked = {}) => kubernetesStrategy.deploy(await request(asked)),
    plan: async (asked = {}) => kubernetesStrategy.plan(await request(asked)),
    async image(kind = "deployment") {
      const name = { name: "web", namespace };
      const live =
        kind === "deployment"
          ? (await client.apps.readNamespacedDeployment(name)).spec?.template
          : kind === "statefulset"
            ? (await client.apps.readNamespacedStatefulSet(name)).spec?.template
            : kind === "daemonset"
              ? (await client.apps.readNamespacedDaemonSet(name)).spec?.template
              : (await client.batch.readNamespacedCronJob(name)).spec?.jobTemplate.spec?.template;
      return live?.spec?.containers[0]?.image ?? "";
    },
    async close() {
      stopKubelet();
      await rm(home, { recursive: true, force: true });
      await front.close();
    },
  };
}

/** All replicas are there and ready, by the counts of whichever kind. */
function isSettled({ metadata, status = {} }: Live): boolean {
  const wanted = status.desiredNumberScheduled ?? status.replicas ?? 0;
  const ready = status.numberAvailable ?? status.readyReplicas ?? 0;
  return status.observedGeneration === metadata.generation && wanted > 0 && ready === wanted && enough(status);
}

/** A Deployment grows its replicas one by one: two are wanted. */
const enough = (status: NonNullable<Live["status"]>) => status.replicas === undefined || status.replicas === 2;

/** The diagnostics that a deploy is rejected with. */
export async function fault(deploy: Promise<unknown>): Promise<DiagnosticError["diagnostics"]> {
  const error = await deploy.then(
    () => new Error("it was not rejected"),
    (reason: unknown) => reason as DiagnosticError,
  );
  if (!("diagnostics" in error)) throw error;
  return error.diagnostics;
}
