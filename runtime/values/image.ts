declare const stated: unique symbol;

/** `sha256:...`, as a registry states it: made by a push or a read-back alone, so nothing else ever ships. */
export type ImageDigest = string & { readonly [stated]: true };

/** The image from here on. */
export interface Built {
  readonly digest: ImageDigest;
  /** `repository@sha256:...`. */
  readonly reference: string;
  /** The build arguments that it was built with. */
  readonly args?: Readonly<Record<string, string>>;
}

/** What building and deploying tell while they run. */
export interface DeliverySink {
  /** A line of output: a build step's, or what a deploy does and sees. */
  line(stream: "stdout" | "stderr", text: string): void;
  progress(activity: string, fraction?: number): void;
}
