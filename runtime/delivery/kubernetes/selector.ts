import type { V1LabelSelector } from "@kubernetes/client-node";

/**
 * A workload's selector as a query takes it.
 *
 * @example
 * ```ts
 * labelSelector({ matchLabels: { app: "web" } }); // "app=web"
 * ```
 */
export function labelSelector({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      if (operator === "Exists") return key;
      if (operator === "DoesNotExist") return `!${key}`;
      return `${key} ${operator === "In" ? "in" : "notin"} (${values.join(",")})`;
    }),
  ].join(",");
}
