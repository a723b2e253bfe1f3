/** Names of the providers: the folders beside this file, and keys of options such as `runner`. This file imports nothing. */
export const PROVIDERS = ["gitlab", "github"] as const;

export type ProviderName = (typeof PROVIDERS)[number];

/** What `waybill compile --target` takes: a provider, or the graph itself. */
export const TARGETS = [...PROVIDERS, "graph"] as const;

export type TargetName = (typeof TARGETS)[number];
