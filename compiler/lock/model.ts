/** What `waybill pin` has looked up: the fixed thing behind each name that could come to mean another. */
export interface Lock {
  /** By `owner/repository@ref`, as the pipeline names the action. */
  readonly actions: Readonly<Record<string, ActionPin>>;
  /** Digests, `sha256:...`, by reference, as the pipeline names the image. */
  readonly images: Readonly<Record<string, string>>;
  /** Commits of what GitLab includes: by `host/project/name@version` of a component, by `project@ref` of a file. */
  readonly includes: Readonly<Record<string, string>>;
}

export interface ActionPin {
  /** The release that the commit is of, or the ref as it was asked for. */
  readonly version: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/** Whether something is the hash of a commit, written out. */
export const isCommit = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{40}$/.test(value);

/** The lock's file, at the repository's root. */
export const LOCK_FILE = "waybill.lock.json";

/** Of a repository in which nothing has been pinned yet. */
export const NO_LOCK: Lock = { actions: {}, images: {}, includes: {} };
