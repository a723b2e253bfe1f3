/**
 * Warnings to hide, by their codes, each with a reason for readers of the pipeline. Errors cannot be accepted.
 *
 * @example
 * ```ts
 * job("unit", {
 *   image: "node:22",
 *   steps: [sh`npm test`],
 *   artifacts: { paths: ["reports"], junit: ["reports/junit.xml"] },
 *   accept: { WB3011: "GitHub shows the log, which is enough" },
 * });
 * ```
 */
export type Accept = { readonly [Code in `WB${number}`]?: string };
