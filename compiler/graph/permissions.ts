import type { Job, Permissions } from "./model/index.ts";

/** Each of GitHub's that a job can ask for. (`id-token` is not among them: it is a right to who the job is, not to the repository.) */
export const PERMISSION_SCOPES: readonly [keyof Permissions, ...(keyof Permissions)[]] = [
  "actions",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "issues",
  "packages",
  "pages",
  "pull-requests",
  "security-events",
  "statuses",
];

/** Whether a job's token can change something. */
export function mayWrite({ permissions }: Job): boolean {
  return Object.values(permissions ?? {}).includes("write");
}
