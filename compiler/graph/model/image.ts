import type { Location } from "../../diagnostics/location.ts";
import type { Env } from "./value.ts";

export type ImageReference = RegistryImage | BuiltImage;

/** An image by name, as `docker pull` takes it. */
export interface RegistryImage {
  readonly kind: "registry";
  readonly reference: string;
}

/** The image that a build job of this graph pushes, by its digest. */
export interface BuiltImage {
  readonly kind: "build";
  readonly job: string;
}

/** A container beside the job's own, reached by its name. */
export interface Service {
  /** Host name for the job's steps. */
  readonly name: string;
  readonly image: ImageReference;
  readonly env: Env;
  readonly command?: readonly string[];
  /** Ports it listens on. */
  readonly ports: readonly number[];
  /** When it counts as ready; absent: as soon as its container runs. */
  readonly ready?: Readiness;
  readonly location: Location;
}

export type Readiness =
  | { readonly kind: "command"; readonly argv: readonly string[]; readonly timeout: number }
  | { readonly kind: "tcp"; readonly port: number; readonly timeout: number };
