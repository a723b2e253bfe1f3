import type { Job, StageGraph } from "../../graph/model/index.ts";
import { accessOf, imageText, permissionTexts, shipment, valueText } from "../access.ts";
import { contentKey, withoutPlaces } from "./identity.ts";

/** A part of a job that has changed, in words; both absent: `what` says it all. */
export interface FacetChange {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

/** Fields that are compared elsewhere: conditions by the solver, steps one by one, secrets and rights by what is newly given. */
const ELSEWHERE: readonly string[] = ["id", "stage", "when", "steps", "permissions", "environment"];

/**
 * What has changed of two jobs beside when they run. Every field that a job has is compared, so that an empty list says that
 * nothing of them has changed.
 */
export function changedFacets(before: Job, after: Job): readonly FacetChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => !ELSEWHERE.includes(name));
  return names.flatMap((name): readonly FacetChange[] => {
    if (contentKey(old[name]) === contentKey(now[name])) return [];
    const [was, is] = [wordsFor(before, name), wordsFor(after, name)];
    if (was === is) return [{ what: nounFor(name) }];
    return [{ what: nounFor(name), ...(was && { before: was }), ...(is && { after: is }) }];
  });
}

const fieldsOf = (job: Job) => withoutPlaces(job) as Readonly<Record<string, unknown>>;

const NOUNS: Readonly<Record<string, string>> = {
  needs: "needs",
  env: "environment variables",
  to: "destination",
  proof: "tests before it ships",
  manual: "approval",
  allowFailure: "allowed failure",
  retryOn: "reasons for a retry",
  workingDirectory: "working directory",
};

const nounFor = (name: string): string => NOUNS[name] ?? name;

function wordsFor(job: Job, name: string): string {
  switch (name) {
    case "needs":
      return job.needs.map((need) => (need.gate ? need.job : `${need.job} (order only)`)).join(", ") || "none";
    case "timeout":
      return `${job.timeout} s`;
    case "env":
      return Object.entries(job.env)
        .map(([variable, value]) => `${variable}=${valueText(value)}`)
        .join(", ");
    case "image":
      return job.kind === "script" ? imageText(job.image) : job.kind === "deploy" ? `the image of ${job.image}` : "";
    case "to":
      return job.kind === "deploy" ? shipment(job) : "";
    case "proof":
      if (job.kind !== "deploy") return "";
      return job.proof.kind === "tested" ? job.proof.by.join(", ") : `none (unverified: ${job.proof.reason})`;
    case "manual":
      return job.manual ? "waits for a person" : "none";
    default:
      return scalar((job as unknown as Readonly<Record<string, unknown>>)[name]);
  }
}

/** Values that are short enough to be read; others are only said to have changed. */
function scalar(value: unknown): string {
  if (value === undefined) return "none";
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  const text = JSON.stringify(withoutPlaces(value));
  return text.length <= 60 ? text : "";
}

/** What a job may reach now that it could not before. */
export interface AccessChange {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export function changedAccess(before: Job | undefined, after: Job | undefined): AccessChange {
  const [old, now] = [accessTexts(before), accessTexts(after)];
  return { gained: now.filter((one) => !old.includes(one)), lost: old.filter((one) => !now.includes(one)) };
}

export function accessTexts(job: Job | undefined): readonly string[] {
  if (!job) return [];
  const { secrets, idTokens, permissions } = accessOf(job);
  return [
    ...secrets.map((name) => `secret ${name}`),
    ...idTokens.map(({ name, audience }) => `id token ${name} for ${audience}`),
    ...permissionTexts(permissions).map((text) => `permission ${text}`),
    ...(job.environment
      ? [`environment ${job.environment.name}${job.environment.protected ? " (protected)" : ""}`]
      : []),
  ];
}

/** What has changed of a pipeline itself. Its pushes and pull requests are compared as runs, and its jobs by themselves. */
export function changedPipeline(before: StageGraph, after: StageGraph): readonly FacetChange[] {
  const rest = ({
    jobs: _jobs,
    location: _location,
    source: _source,
    stages: _stages,
    triggers,
    ...fields
  }: StageGraph) => ({
    ...fields,
    triggers: triggers.filter(({ kind }) => kind !== "push" && kind !== "pullRequest"),
  });
  const [old, now] = [rest(before), rest(after)].map((one) => withoutPlaces(one) as Readonly<Record<string, unknown>>);
  const names = [...new Set([...Object.keys(old!), ...Object.keys(now!)])];
  return names.flatMap((name): readonly FacetChange[] => {
    if (contentKey(old![name]) === contentKey(now![name])) return [];
    const [was, is] = [scalar(old![name]), scalar(now![name])];
    return [{ what: `the pipeline's ${name}`, ...(was && is && was !== is && { before: was, after: is }) }];
  });
}
