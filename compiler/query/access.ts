import { secretName } from "../graph/confidential.ts";
import type { DeployJob, Destination, ImageReference, Job, Permissions, Value } from "../graph/model/index.ts";
import { factsOf } from "../graph/destination-facts.ts";
import { PERMISSION_SCOPES } from "../graph/permissions.ts";
import { valuesOf } from "../graph/walk.ts";

/** What a job is given and may do. */
export interface Access {
  /** Names of secrets, as values or files. Sorted. */
  readonly secrets: readonly string[];
  /** Tokens that a provider signs for the job. */
  readonly idTokens: readonly { readonly name: string; readonly audience: string }[];
  /** Rights of the provider's token, beside those of Waybill's own steps; empty: none. */
  readonly permissions: Permissions;
  /** Name of the provider's environment. */
  readonly environment?: string;
}

/** What a job is given and may do, whichever of its steps use it. */
export function accessOf(job: Job): Access {
  const values = valuesOf(job);
  const names = values.flatMap((value) => (value.kind === "idToken" ? [] : (secretName(value) ?? [])));
  const tokens = values.flatMap((value) =>
    value.kind === "idToken" ? [{ name: value.name, audience: value.audience }] : [],
  );
  return {
    secrets: [...new Set(names)].sort(),
    idTokens: [...new Map(tokens.map((one) => [one.name, one])).values()],
    permissions: namedRights(job.permissions),
    ...(job.environment && { environment: job.environment.name }),
  };
}

/** The words for all rights, right by right. */
function namedRights(rights: Job["permissions"]): Permissions {
  if (typeof rights !== "string") return rights ?? {};
  const level = rights === "read-all" ? "read" : "write";
  return Object.fromEntries(PERMISSION_SCOPES.map((scope) => [scope, level]));
}

/** Rights as "contents: write", each once. */
export function permissionTexts(permissions: Permissions): readonly string[] {
  return Object.entries(permissions).map(([scope, right]) => `${scope}: ${right}`);
}

/** An image as people know it: by its name, by the job that builds it, or by what its name is put together of. */
export function imageText(image: ImageReference): string {
  switch (image.kind) {
    case "registry":
      return image.reference;
    case "build":
      return `the image of ${image.job}`;
    case "template":
      return image.parts.map(valueText).join("");
    case "machine":
      return "the provider's machine";
  }
}

/** What a job runs in, or what it makes. */
export function surfaceOf(job: Job): string {
  switch (job.kind) {
    case "script":
      return imageText(job.image);
    case "build":
      return job.repository;
    case "deploy":
      return shipment(job);
    case "native":
      return "what only the provider knows";
  }
}

/** What a deploy ships where. */
export function shipment({ image, to }: DeployJob): string {
  return `the image of ${image} to ${destinationText(to)}`;
}

export const destinationText = (to: Destination): string => factsOf(to).label();

/** A value as it is shown: never what a secret holds. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "secret":
      return `secret ${value.name}`;
    case "secretFile":
      return `file of secret ${value.name}`;
    case "idToken":
      return `id token ${value.name} for ${value.audience}`;
    case "output":
      return `{${value.job}.${value.name}}`;
    case "step":
      return `{${value.step}.${value.name}}`;
    case "run":
      return `{run.${value.name}}`;
    case "input":
      return `{input ${value.name}}`;
    case "image":
      return `{image of ${value.job}}`;
    case "matrix":
      return `{${value.name}}`;
    case "vars":
    case "gitlab":
      return `{${value.kind}.${value.name}}`;
    case "text":
      return value.parts.map(valueText).join("");
  }
}
