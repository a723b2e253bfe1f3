import type Docker from "dockerode";
import type { Destination } from "../../compiler/graph/model/index.ts";
import { connect, dockerExecutor } from "../executors/docker/index.ts";
import type { Executor } from "../executors/executor.ts";
import { PAUSES } from "../registry/retry.ts";
import type { Built } from "../values/image.ts";
import { build, buildOnly } from "./build/build.ts";
import { commandStrategy } from "./command/strategy.ts";
import { composeStrategy } from "./compose/strategy.ts";
import { containerStrategy } from "./container/strategy.ts";
import type { BuildRequest, DeployStrategy } from "./contract.ts";
import { swarmStrategy } from "./swarm/strategy.ts";

export type { Built, DeliverySink } from "../values/image.ts";
export { type BuildRequest, DeployError, type DeployRequest, type DeployStrategy, rollbackOf } from "./contract.ts";

/** What a run needs to build images and to ship them. */
export interface Delivery {
  /**
   * @returns undefined where the image is not pushed
   * @throws {DiagnosticError} WB5001 to WB5016
   */
  build(request: BuildRequest): Promise<Built | undefined>;
  /** @throws {DiagnosticError} WB4001 when the destination names an engine of its own, and that does not answer */
  strategyFor(to: Destination): Promise<DeployStrategy>;
}

export interface DeliveryOptions {
  /** Milliseconds before each further attempt at a registry in trouble. Default: five pauses, half a minute in all. */
  readonly pauses?: readonly number[];
  /** What the commands of destinations run on. Default: the engine that the `docker` command would use. */
  readonly executor?: Executor;
}

/**
 * Builds and ships with an engine.
 *
 * @param engine the engine that builds, and that destinations without an address of their own are on
 *
 * @example
 * ```ts
 * const { build, strategyFor } = delivery(await connect());
 * const image = await build(request);
 * ```
 */
export function delivery(
  engine: Docker,
  { pauses = PAUSES, executor = dockerExecutor() }: DeliveryOptions = {},
): Delivery {
  const engineOf = (address: string | undefined) => (address === undefined ? engine : connect(address));
  return {
    async build(request) {
      if (request.job.push !== false) return build(engine, request, pauses);
      await buildOnly(engine, request);
      return undefined;
    },
    async strategyFor(to) {
      switch (to.kind) {
        case "swarmService":
          return swarmStrategy(await engineOf(to.engine), to);
        case "containerRestart":
          return containerStrategy(await engineOf(to.engine), to, { pauses });
        case "composeService":
          return composeStrategy(await engineOf(to.engine), to, { pauses });
        case "command":
          return commandStrategy(executor, to);
        case "kubernetesRollout": {
          // The client library is large, and most runs have no such deploy.
          const { kubernetesStrategy } = await import("./kubernetes/index.ts");
          return kubernetesStrategy;
        }
      }
    },
  };
}
