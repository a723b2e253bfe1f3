/** The program's path, or undefined where this machine lacks it. */
export function findProgram(name: string): string | undefined;

/** The registry under Debian's name, or under its own. */
export function findRegistry(): string | undefined;

/**
 * Installs what is missing, where that can be done without asking anyone.
 *
 * @returns why an engine cannot be started, if so
 */
export function ensurePrograms(say: (line: string) => void): string | undefined;
