/** The names of all targets, as `waybill compile --target` takes them: apart from the targets, which load more than a name needs. */
export const TARGETS = ["gitlab", "github", "graph"] as const;

export type TargetName = (typeof TARGETS)[number];
