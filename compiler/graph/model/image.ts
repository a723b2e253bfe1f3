import type { Location } from "../../diagnostics/location.ts";
import type { Env, Value } from "./value.ts";

export type ImageReference = RegistryImage | BuiltImage | ImageTemplate | MachineReference;

/** No image: the steps run on the provider's machine, which `runner` chooses, or on this one. */
export interface MachineReference {
  readonly kind: "machine";
}

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

/** An image whose name is put together when the job runs; what is no name of an image then fails the job. */
export interface ImageTemplate {
  readonly kind: "template";
  /** Literals, outputs, facts of the run and inputs. */
  readonly parts: readonly Value[];
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
  | { readonly kind: "tcp"; readonly port: number; readonly timeout: number }
  /** `GET path` is answered with a status from 200 to 399. */
  | { readonly kind: "http"; readonly port: number; readonly path: string; readonly timeout: number }
  /** A line of its output, on either stream, has this text. */
  | { readonly kind: "log"; readonly text: string; readonly timeout: number };
