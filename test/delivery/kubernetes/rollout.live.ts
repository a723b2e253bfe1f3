import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { inject, it } from "vitest";
import { openStage } from "./cluster/stage.ts";
import { packed } from "./front/packed.ts";
import { recorder } from "./front/recorder.ts";
import { rolloutSuite } from "./rollout.suite.ts";

/**
 * The suite against a real API server: that of the current kubeconfig when there is one, else a control plane that is
 * built and started for it. With `RECORD=1` what the server said is kept for `rollout.test.ts`.
 */
const { kubeconfig, own } = inject("kubernetes");
const recordings = new URL("./recordings/", import.meta.url);

rolloutSuite((id, title, play) =>
  it(title, async () => {
    const name = `waybill-test-${id}`;
    const namespace = own ? name : `${name}-${randomBytes(3).toString("hex")}`;
    const source = recorder(own ? kubeconfig : undefined);
    const stage = await openStage(source, namespace);
    try {
      await play(stage);
    } finally {
      await stage.close();
      await removeNamespace(namespace);
    }
    if (process.env.RECORD !== "1") return;
    mkdirSync(recordings, { recursive: true });
    writeFileSync(new URL(`${id}.jsonl`, recordings), packed(source.entries));
  }),
);

async function removeNamespace(name: string): Promise<void> {
  const config = new KubeConfig();
  if (own) config.loadFromFile(kubeconfig);
  else config.loadFromDefault();
  await config.makeApiClient(CoreV1Api).deleteNamespace({ name });
}
