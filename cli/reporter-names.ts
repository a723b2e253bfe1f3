/** What `--reporter` chooses from: told apart from the reporters, which only a run loads. */
export const REPORTERS = ["tty", "plain", "json", "junit", "github", "gitlab"] as const;

export type ReporterName = (typeof REPORTERS)[number];
