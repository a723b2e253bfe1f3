import type { JobBase } from "./job.ts";
import type { PublicValue, SecretValue, Value } from "./value.ts";

/** Builds an image, tags it with the commit, pushes it, and knows it by its digest from then on. */
export interface BuildJob extends JobBase {
  readonly kind: "build";
  /** Where it is pushed: registry and path, without tag. */
  readonly repository: string;
  /** Folder sent to the builder, relative to the repository's root. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  /** The Dockerfile's stage; absent: its last. */
  readonly target?: string;
  readonly args: Readonly<Record<string, PublicValue>>;
  /** Build secrets by their mount id. */
  readonly secrets: Readonly<Record<string, Value>>;
  /** The key that a provider puts into the SSH agent of the build; on this machine the user's own agent serves. Absent: no agent. */
  readonly ssh?: SecretValue;
  /** Labels of the image beside those of commit, source and time. Absent: none. */
  readonly labels?: Readonly<Record<string, PublicValue>>;
  /** False: the image is built, and stays where it was built: no other job can use it. Absent: it is pushed. */
  readonly push?: false;
  /** Tags beside the commit's. */
  readonly tags: readonly string[];
  /** Tags that are put together when the job runs; what is no tag then fails the job. Absent: none. */
  readonly tagTemplates?: readonly TagTemplate[];
  /**
   * What of the run becomes tags: its branch, the version that its git tag names (`1.2.3`, `1.2`, `1`), and for versions
   * `latest`. Absent: nothing.
   */
  readonly tagFrom?: readonly ("branch" | "version" | "latest")[];
  readonly platforms: readonly string[];
  /** Where layers are looked up and kept. `registry`: beside the image; `inline`: inside it; `local`: the engine's own. */
  readonly layerCache: "registry" | "inline" | "local";
  readonly login?: Login;
}

export interface TagTemplate {
  readonly parts: readonly PublicValue[];
}

export interface Login {
  readonly username: Value;
  readonly password: Value;
}
