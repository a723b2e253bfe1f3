import { readFileSync } from "node:fs";
import { it } from "vitest";
import { openStage } from "./cluster/stage.ts";
import { unpacked } from "./front/packed.ts";
import { player } from "./front/player.ts";
import { rolloutSuite } from "./rollout.suite.ts";

/**
 * The suite against a server in this process that speaks the API server's HTTP, watch streams included. All that it says
 * was recorded from a real `kube-apiserver` and `kube-controller-manager` (v1.34.4, etcd 3.4) by
 * `RECORD=1 npm run test:kubernetes`; only the kubelet is played, there as here.
 */
rolloutSuite((id, title, play) =>
  it.concurrent(title, async () => {
    const recording = readFileSync(new URL(`./recordings/${id}.jsonl`, import.meta.url), "utf8");
    const stage = await openStage(player(unpacked(recording)), `waybill-test-${id}`);
    try {
      await play(stage);
    } finally {
      await stage.close();
    }
  }),
);
