import { callSite } from "./call-site.ts";
import { type Declaration, type Declared, declared } from "./declaration.ts";
import type { Artifacts } from "./files.ts";
import type { Job, JobIn, NodeOptions } from "./job.ts";
import type { ImageTag } from "./image-tag.ts";
import type { IdToken, PublicReference, Secret, SecretFile } from "./reference.ts";

declare const proof: unique symbol;

/**
 * An image that this pipeline builds, known by its digest. Jobs may run in it; to ship it, say which jobs tested it:
 * {@link BuiltImage.testedBy}.
 */
export interface BuiltImage<Name extends string> extends Job {
  readonly name: Name;
  readonly [proof]: `an untested image does not ship: write ${Name}.testedBy(job), where the job runs inside it, or unverified(${Name}, "reason")`;
  /**
   * The image, with the jobs that must succeed before it ships. The first runs inside this very image; the others may run
   * in any other.
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

export interface BuildOptions extends NodeOptions {
  /** Where it is pushed: registry and path, without tag. It is tagged with the commit. */
  readonly repository: string;
  /** The folder sent to the builder, relative to the repository's root. Default: `"."`. */
  readonly context?: string;
  /** Relative to the context. Default: `"Dockerfile"`. */
  readonly dockerfile?: string;
  /**
   * Artifacts of other jobs that the build sees beside the files that git knows, at their paths in the repository. `.dockerignore`
   * holds for them too. Default: none.
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
   * Build arguments: texts, and what is known when the job runs, such as outputs, facts of the run, inputs, or another built image
   * (as `repository@sha256:...`). They stay readable in the image: no place for a secret.
   */
  readonly args?: Readonly<
    Record<string, string | number | PublicReference<string> | PublicReference<number> | BuiltImage<string>>
  >;
  /**
   * Labels beside those of commit, source and time, with values as those of `args`. A name has lower-case words that are joined by
   * `.`, `-`, `_` or `/`; those that this tool sets are taken.
   */
  readonly labels?: Readonly<
    Record<string, string | number | PublicReference<string> | PublicReference<number> | BuiltImage<string>>
  >;
  /**
   * `false`: the image is built, to see that it can be, and not pushed. On this machine it stays in the engine, with its tags; no
   * other job can use it. For runs that may not push, such as pull requests. Default: `true`.
   *
   * @example
   * ```ts
   * const image = { repository: "registry.example.com/shop", args: { NODE: "20" } };
   * buildImage("check-image", { ...image, push: false, when: (run) => run.event === "pullRequest" });
   * const app = buildImage("app", { ...image, when: (run) => run.event === "push" });
   * ```
   */
  readonly push?: boolean;
  /** Build secrets by their mount id: read during the build, never part of a layer. A mount is a file, of either kind of secret. */
  readonly secrets?: Readonly<Record<string, Secret | SecretFile | IdToken>>;
  /**
   * Has `RUN --mount=type=ssh` find an SSH agent, which is never part of a layer. On the providers it holds this private key, for as
   * long as the build runs; on this machine it is your own agent (`SSH_AUTH_SOCK`), and the secret is not asked for.
   */
  readonly ssh?: Secret;
  /** Tags beside the commit's: texts, and those that {@link imageTag} puts together when the job runs. */
  readonly tags?: readonly (string | ImageTag)[];
  /** Tags that come from the run. Default: none. What is known of the image is its digest, whatever its tags are moved to. */
  readonly tagFrom?: TagSources;
  /** As `linux/amd64`. Default: the builder's own. */
  readonly platforms?: readonly string[];
  /** Where layers are found and kept: beside the image, inside it, or in the engine. Default: `"inline"`. */
  readonly layerCache?: "registry" | "inline" | "local";
  /** For pushing, and for whoever pulls it. Default: the credentials that the engine's user has. */
  readonly login?: RegistryLogin;
}

/**
 * What of a run becomes tags of the image.
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
  /** Its branch, with `-` for what a tag cannot have. Pull requests are on none. Default: `false`. */
  readonly branch?: boolean;
  /**
   * The version that its git tag names, with or without a `v` before it: of `v1.2.3` these are `1.2.3`, `1.2` and `1`, of
   * `v0.2.3` not `0`, of `v1.2.3-rc.1` only `1.2.3-rc.1`. Default: `false`.
   */
  readonly version?: boolean;
  /** `latest` for versions that are no pre-releases. Only with `version`. Default: `false`. */
  readonly latest?: boolean;
}

export interface RegistryLogin {
  readonly username: string | Secret;
  readonly password: Secret;
}

/**
 * Declares an image: built from a context, tagged with the commit, pushed, and from then on known by its digest.
 *
 * @param name - Unique in the pipeline, as a job's.
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
 * Lets an image ship that no job of this pipeline ran in. The reason stands where a reviewer sees it, and in every record
 * of the delivery.
 *
 * @example
 * ```ts
 * deploy("hotfix", { image: unverified(app, "smoke test needs the broken service"), to: swarmService("shop") });
 * ```
 */
export function unverified(image: BuiltImage<string>, reason: string): ShippableImage {
  return Object.freeze({ [declared]: Object.freeze({ kind: "unverified", image, reason }) }) as never;
}
