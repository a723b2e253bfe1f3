import type { Job, Permissions } from "./model/index.ts";

/** Each of GitHub's that a job can ask for. */
export const PERMISSION_SCOPES: readonly [keyof Permissions, ...(keyof Permissions)[]] = [
  "actions",
  "artifact-metadata",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "repository-projects",
  "security-events",
  "statuses",
];

/** Whether a job asks for a token that can change something. */
export function mayWrite({ permissions }: Job): boolean {
  return permissions === "write-all" || Object.values(permissions ?? {}).includes("write");
}
