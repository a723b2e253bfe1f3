/** The names that a step can give a variable for later steps. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What the beginnings of names that only a runner sets are (docs: actions, default environment variables). */
export const RESERVED_PREFIXES = ["WAYBILL_", "GITHUB_", "RUNNER_"] as const;

/** GitHub refuses to set it for later steps (docs: workflow commands, setting an environment variable). */
export const REFUSED_NAMES = ["NODE_OPTIONS"] as const;

/** Whether no step can set a variable for later ones: it is not set, and a warning says so. */
export const isReserved = (name: string): boolean =>
  REFUSED_NAMES.some((one) => one === name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
