import { type CallSite, callSite } from "./call-site.ts";
import { type Declared, declared } from "./declaration.ts";

/** Jobs that GitLab includes in the pipeline. Made by {@link gitlabComponent} and similar functions. */
export interface GitLabInclude extends Declared<GitLabIncludeDeclaration> {
  readonly [included]: true;
}

declare const included: unique symbol;

/** What a {@link GitLabInclude} is made of. */
export interface GitLabIncludeDeclaration {
  readonly kind: "gitlabInclude";
  readonly at: CallSite;
  readonly source: "component" | "file" | "remote" | "template";
  readonly options: unknown;
}

/** Inputs of the included file, as its documentation names them. They are data: GitLab inserts them where the file uses them. */
export type GitLabInputs = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface GitLabIncludeOptions {
  readonly inputs?: GitLabInputs;
}

export interface GitLabFileOptions extends GitLabIncludeOptions {
  /** Path of the project on the same GitLab, as `group/project`. */
  readonly project: string;
  /** Path of the file in it. */
  readonly file: string;
  /** Branch, tag or commit. The emitted file contains the commit from `waybill.lock.json`. */
  readonly ref: string;
}

export interface GitLabRemoteOptions extends GitLabIncludeOptions {
  /** `sha256-` and the file's SHA-256 in base64. GitLab rejects a file with another digest. */
  readonly integrity: string;
}

const make = (source: GitLabIncludeDeclaration["source"], options: unknown, at: CallSite): GitLabInclude =>
  Object.freeze({ [declared]: Object.freeze({ kind: "gitlabInclude", source, options, at }) }) as never;

/**
 * A component of GitLab's CI/CD catalog. The emitted file contains its commit from `waybill.lock.json`; run `waybill pin`
 * after you add a component.
 *
 * @param component - `host/project/name@version`, with a complete version.
 * @example
 * ```ts
 * pipeline("shop", {
 *   on: [push()],
 *   jobs: [unit],
 *   gitlab: {
 *     include: [gitlabComponent("gitlab.com/components/secret-detection/secret-detection@2.1.0", { inputs: { stage: "test" } })],
 *     stages: ["test"],
 *   },
 * });
 * ```
 */
export function gitlabComponent(
  component: `${string}/${string}/${string}@${string}`,
  options: GitLabIncludeOptions = {},
): GitLabInclude {
  return make("component", { ...options, component }, callSite(gitlabComponent));
}

/**
 * A file of another project of the same GitLab.
 *
 * @example
 * ```ts
 * gitlabFile({ project: "platform/ci", file: "/templates/licenses.yml", ref: "v3" });
 * ```
 */
export function gitlabFile(options: GitLabFileOptions): GitLabInclude {
  return make("file", options, callSite(gitlabFile));
}

/**
 * A file at any URL, identified by its digest.
 *
 * @example
 * ```ts
 * gitlabRemote("https://ci.example.com/licenses.yml", { integrity: "sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8=" });
 * ```
 */
export function gitlabRemote(url: `https://${string}`, options: GitLabRemoteOptions): GitLabInclude {
  return make("remote", { ...options, url }, callSite(gitlabRemote));
}

/**
 * A template that GitLab provides. It is not pinned: its version is that of the GitLab instance.
 *
 * @example
 * ```ts
 * gitlabTemplate("Jobs/SAST.gitlab-ci.yml");
 * ```
 */
export function gitlabTemplate(name: `${string}.gitlab-ci.yml`, options: GitLabIncludeOptions = {}): GitLabInclude {
  return make("template", { ...options, name }, callSite(gitlabTemplate));
}
