import { describe } from "vitest";
import { concurrency } from "./suite/concurrency.ts";
import { faults } from "./suite/faults.ts";
import { kinds } from "./suite/kinds.ts";
import { plans } from "./suite/plans.ts";
import { rollbacks } from "./suite/rollbacks.ts";
import type { Scenario } from "./suite/scenario.ts";
import { streams } from "./suite/streams.ts";

/**
 * What a Kubernetes deploy does, told against an API server and its controllers. `rollout.live.ts` runs it with real ones
 * (`npm run test:kubernetes`) and can record what they say; `rollout.test.ts` runs it with the recordings.
 */
export function rolloutSuite(scenario: Scenario): void {
  describe("a Kubernetes deploy", () => {
    kinds(scenario);
    rollbacks(scenario);
    streams(scenario);
    concurrency(scenario);
    faults(scenario);
    plans(scenario);
  });
}
