/** Warnings that are not shown, by their codes, each with the author's reason. */
export type Accepted = Readonly<Record<string, string>>;
