import { idTokens, secretName } from "../../graph/confidential.ts";
import type { Job, JobControl, StageGraph } from "../../graph/model/index.ts";
import { PERMISSION_SCOPES } from "../../graph/permissions.ts";
import { imagesOf, valuesOf } from "../../graph/walk.ts";
import { Commented, type Yaml, type YamlMap } from "../yaml.ts";

type Rights = NonNullable<JobControl["permissions"]>;

/**
 * A job's `permissions`: what its author says and what our own steps need. Undefined where neither asks for any, so that the
 * file's or the repository's hold.
 */
export function permissions(job: Job, graph: Pick<StageGraph, "permissions" | "jobs">): Yaml | undefined {
  const ours = ownRights(job, graph.jobs);
  const asked = job.permissions ?? (Object.keys(ours).length > 0 ? graph.permissions : undefined);
  if (asked === undefined) {
    if (job.kind === "script" && Object.keys(ours).length === 0) return undefined;
    return { ...checkoutRights(job), ...ours };
  }
  if (typeof asked === "string" && Object.keys(ours).length === 0) return asked;
  const given = namedRights(asked);
  const contents = "contents" in given ? {} : checkoutRights(job);
  return { ...contents, ...granted(given), ...without(ours, given) };
}

/** The same of a whole file. */
export function filePermissions({ permissions: asked }: Pick<StageGraph, "permissions">): Yaml | undefined {
  return typeof asked === "object" ? granted(asked) : asked;
}

/** Deploys have no checkout. A job of the provider's own says itself what it needs. */
const checkoutRights = ({ kind }: Job): YamlMap => (kind === "deploy" || kind === "native" ? {} : { contents: "read" });

function ownRights(job: Job, jobs: readonly Job[]): YamlMap {
  return {
    ...packageRight(job, jobs),
    ...(idTokens(valuesOf(job)).length > 0 && { "id-token": new Commented("write", "to prove which job it is") }),
    ...(job.manual && { actions: new Commented("read", "to read the environment's rules") }),
  };
}

/**
 * GitHub's registry takes the job's token as a password, where the job has the right (docs: packages, working with the
 * container registry, authenticating in a GitHub Actions workflow).
 */
function packageRight(job: Job, jobs: readonly Job[]): YamlMap {
  if (hasToken(job)) return { packages: new Commented("write", "to push the image") };
  const built = imagesOf(job).flatMap((image) => (image.kind === "build" ? [image.job] : []));
  const images = job.kind === "deploy" ? [job.image] : built;
  const isRead = jobs.some((one) => images.includes(one.id) && hasToken(one));
  return isRead ? { packages: new Commented("read", "to pull the image") } : {};
}

/** Whether a build pushes to GitHub's registry as the job itself. */
const hasToken = (job: Job): boolean =>
  job.kind === "build" &&
  job.repository.startsWith("ghcr.io/") &&
  job.login !== undefined &&
  secretName(job.login.password) === "GITHUB_TOKEN";

/** The words for all rights, right by right. */
function namedRights(asked: Rights): Exclude<Rights, string> {
  if (typeof asked !== "string") return asked;
  const level = asked === "read-all" ? "read" : "write";
  return Object.fromEntries(PERMISSION_SCOPES.map((scope) => [scope, level]));
}

const granted = (rights: Exclude<Rights, string>): YamlMap =>
  Object.fromEntries(Object.entries(rights).filter(([, level]) => level !== "none"));

/** A right to write includes that to read. */
const without = (ours: YamlMap, given: Exclude<Rights, string>): YamlMap =>
  Object.fromEntries(Object.entries(ours).filter(([scope]) => given[scope as keyof typeof given] !== "write"));
