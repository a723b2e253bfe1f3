/** The test engine as data: it passes from the set-up to the tests, and through the file of `WAYBILL_TEST_ENGINE`. */

export interface RunningEngine {
  readonly available: true;
  readonly socketPath: string;
  readonly registry: TestRegistry;
  /** Tags of images that are on the engine from the start. */
  readonly images: { readonly busybox: string; readonly node: string; readonly python: string };
  /** The engine is the manager of a Swarm of one node. */
  readonly swarm: true;
}

export interface TestRegistry {
  /** Host and port, as in `127.0.0.1:5000`: what stands before the first slash of a repository. */
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

export interface MissingEngine {
  readonly available: false;
  readonly reason: string;
}

export type Engine = RunningEngine | MissingEngine;

declare module "vitest" {
  export interface ProvidedContext {
    readonly waybillEngine: Engine;
  }
}
