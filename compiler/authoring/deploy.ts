import { callSite } from "./call-site.ts";
import { type Declaration, declared } from "./declaration.ts";
import type { Destination } from "./destination.ts";
import type { ShippableImage } from "./image.ts";
import type { Job, NodeOptions } from "./job.ts";

/** A job that ships an image. Made by {@link deploy}. */
export interface Deployment extends Job {}

export interface DeployOptions extends NodeOptions {
  /** What is shipped, by its digest: `app.testedBy(smoke)`, or `unverified(app, "reason")`. */
  readonly image: ShippableImage;
  readonly to: Destination;
}

/**
 * Ships an image that this pipeline builds. The deploy runs after the build and after every test that the image names.
 *
 * @example
 * ```ts
 * deploy("production", {
 *   image: app.testedBy(smoke),
 *   to: swarmService("shop"),
 *   when: (run) => run.branch === "main" && run.event === "push",
 * });
 * ```
 */
export function deploy(name: string, options: DeployOptions): Deployment {
  const declaration: Declaration<"deployment", DeployOptions> = {
    kind: "deployment",
    name,
    options,
    at: callSite(deploy),
  };
  return Object.freeze({ name, [declared]: Object.freeze(declaration) });
}
