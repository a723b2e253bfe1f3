import type Docker from "dockerode";

export type LocalImageKind = "busybox" | "node" | "python";

export interface LocalImageOptions {
  readonly tag: string | readonly string[];
  readonly kind: LocalImageKind;
  readonly env?: Readonly<Record<string, string>>;
  /** Further programs of this machine to put into `/usr/local/bin`, by name or path. */
  readonly commands?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** Makes an image from this machine's own programs, tags it and returns its ID. */
export function makeLocalImage(docker: Docker, options: LocalImageOptions): Promise<string>;
