import type { IdTokenValue, Value } from "./model/index.ts";

/** The name of what nobody may see, a secret or an id token; undefined for other values. */
export function secretName(value: Value): string | undefined {
  return value.kind === "secret" || value.kind === "idToken" ? value.name : undefined;
}

/** The id tokens among values, each name once. */
export function idTokens(values: readonly Value[]): readonly IdTokenValue[] {
  const found = values.filter((value) => value.kind === "idToken");
  return [...new Map(found.map((one) => [one.name, one])).values()];
}
