import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { Artifacts } from "./files.ts";
import type { Job, JobIn, NodeOptions } from "./job.ts";
import type { ImageTag } from "./image-tag.ts";
import type { IdToken, PublicReference, Secret, SecretFile } from "./reference.ts";

declare const proof: unique symbol;

/**
 * An image that this pipeline builds, identified by its digest. Jobs may run in it. To ship it, name the jobs that test it:
 * {@link BuiltImage.testedBy}.
 */
export interface BuiltImage<Name extends string> extends Job {
  readonly name: Name;
  readonly [proof]: `an untested image does not ship: write ${Name}.testedBy(job), where the job runs inside it, or unverified(${Name}, "reason")`;
  /**
   * The image, with the jobs that must succeed before it ships. The first job runs inside this image; the others may run in
   * other images.
   *
   * @example
   * ```ts
   * const smoke = job("smoke", { image: app, steps: [sh`/app/selftest`] });
   * deploy("production", { image: app.testedBy(smoke), to: swarmService("shop") });
   * ```
   */
  testedBy(test: JobIn<Name>, ...more: readonly JobIn<string>[]): ShippableImage;
}

/** An image that may be deployed: tested, or vouched for by {@link unverified}. */
export interface ShippableImage extends Declared<ImageProof> {
  readonly [proof]: "it was tested, or someone vouches for it";
}

/** Why an image may ship. */
export type ImageProof =
  | { readonly kind: "tested"; readonly image: object; readonly by: readonly Job[]; readonly at: object }
  | { readonly kind: "unverified"; readonly image: object; readonly reason: string };

/** What {@link buildImage} builds, and where it pushes the image. */
export interface BuildOptions extends NodeOptions {
  /** Where the image is pushed: registry and path, without a tag. The image is tagged with the commit. */
  readonly repository: string;
  /** The folder sent to the builder, relative to the repository's root. Default: `"."`. */
  readonly context?: string;
  /** Relative to the context. Default: `"Dockerfile"`. */
  readonly dockerfile?: string;
  /**
   * Artifacts of other jobs to add to the build context, at their paths in the repository, next to the files that git tracks.
   * `.dockerignore` applies to them too. Default: none.
   *
   * @example
   * ```ts
   * const bundle = job("bundle", { image: "node:20", steps: [sh`npm run build`], artifacts: ["dist"] });
   * const app = buildImage("app", { repository: "registry.example.com/shop", include: [bundle.artifacts] });
   * ```
   */
  readonly include?: readonly Artifacts[];
  /** The Dockerfile's stage. Default: its last. */
  readonly target?: string;
  /**
   * Build arguments: strings, numbers, and values that are known when the job runs, such as outputs, facts of the run, inputs,
   * or another built image (as `repository@sha256:...`). They stay readable in the image, so secrets are not allowed.
   */
  readonly args?: Readonly<
    Record<string, string | number | PublicReference<string> | PublicReference<number> | BuiltImage<string>>
  >;
  /**
   * Labels in addition to those of commit, source and time, with the same values as `args`. A name consists of lower-case words
   * joined by `.`, `-`, `_` or `/`. The names of the labels that Waybill sets are reserved.
   */
  readonly labels?: Readonly<
    Record<string, string | number | PublicReference<string> | PublicReference<number> | BuiltImage<string>>
  >;
  /**
   * `false`: build the image only to check that it builds, and do not push it. On this machine it stays in the engine, with its
   * tags; other jobs cannot use it. This is for runs that may not push, such as pull requests. Default: `true`.
   *
   * @example
   * ```ts
   * const image = { repository: "registry.example.com/shop", args: { NODE: "20" } };
   * buildImage("check-image", { ...image, push: false, when: (run) => run.event === "pullRequest" });
   * const app = buildImage("app", { ...image, when: (run) => run.event === "push" });
   * ```
   */
  readonly push?: boolean;
  /** Build secrets by their mount id: read during the build, never part of a layer. Every mount is a file, for both kinds of secrets. */
  readonly secrets?: Readonly<Record<string, Secret | SecretFile | IdToken>>;
  /**
   * The private key for `RUN --mount=type=ssh`. On the providers, an SSH agent holds the key during the build; it is never part of
   * a layer. On this machine, Waybill uses your agent (`SSH_AUTH_SOCK`) and does not need the secret.
   */
  readonly ssh?: Secret;
  /** Tags in addition to the commit: strings, and tags that {@link imageTag} builds when the job runs. */
  readonly tags?: readonly (string | ImageTag)[];
  /** Tags from the run. Default: none. Jobs use the image by its digest, even if a tag moves. */
  readonly tagFrom?: TagSources;
  /** Platforms such as `linux/amd64`. Default: the platform of the builder. */
  readonly platforms?: readonly string[];
  /** Where layers are cached: next to the image in the registry, inside the image, or in the engine. Default: `"inline"`. */
  readonly layerCache?: "registry" | "inline" | "local";
  /** The login to push the image, and to pull it in other jobs. Default: the credentials of the engine's user. */
  readonly login?: RegistryLogin;
}

/**
 * Which facts of a run become tags of the image.
 *
 * @example
 * ```ts
 * const app = buildImage("app", {
 *   repository: "registry.example.com/shop",
 *   tagFrom: { branch: true, version: true, latest: true }, // main; of v1.2.3: 1.2.3, 1.2, 1, latest
 * });
 * ```
 */
export interface TagSources {
  /** The branch, with `-` for characters that a tag cannot contain. Pull requests have no branch. Default: `false`. */
  readonly branch?: boolean;
  /**
   * The version in the git tag, with or without a leading `v`: `v1.2.3` gives `1.2.3`, `1.2` and `1`; `v0.2.3` does not give
   * `0`; `v1.2.3-rc.1` gives only `1.2.3-rc.1`. Default: `false`.
   */
  readonly version?: boolean;
  /** `latest` for versions that are not pre-releases. Only with `version`. Default: `false`. */
  readonly latest?: boolean;
}

export interface RegistryLogin {
  readonly username: string | Secret;
  readonly password: Secret;
}

/**
 * Declares an image: built from a context, tagged with the commit, pushed, and then identified by its digest.
 *
 * @param name - Unique in the pipeline, like the name of a job.
 * @example
 * ```ts
 * const app = buildImage("app", {
 *   repository: "registry.example.com/shop",
 *   layerCache: "registry",
 *   login: { username: "ci", password: secret("REGISTRY_PASSWORD") },
 *   needs: [unit],
 * });
 * ```
 */
export function buildImage<const Name extends string>(name: Name, options: BuildOptions): BuiltImage<Name> {
  const at = callSite(buildImage);
  const testedBy = (...by: readonly Job[]): ShippableImage =>
    Object.freeze({ [declared]: Object.freeze({ kind: "tested", image, by, at: callSite(testedBy) }) }) as never;
  const declaration: Declaration<"image", BuildOptions> = { kind: "image", name, options, at };
  const image = Object.freeze({ name, testedBy, [declared]: Object.freeze(declaration) });
  return image as unknown as BuiltImage<Name>;
}

/**
 * Lets an image ship without a test in this pipeline. Reviewers see the reason, and every record of the delivery contains
 * it.
 *
 * @example
 * ```ts
 * deploy("hotfix", { image: unverified(app, "smoke test needs the broken service"), to: swarmService("shop") });
 * ```
 */
export function unverified(image: BuiltImage<string>, reason: string): ShippableImage {
  return Object.freeze({ [declared]: Object.freeze({ kind: "unverified", image, reason }) }) as never;
}
