import type { Env, IdTokenValue, Value } from "./model/index.ts";

/** The name of what nobody may see, a secret, as a value or a file, or an id token; undefined for other values. */
export function secretName(value: Value): string | undefined {
  return value.kind === "secret" || value.kind === "secretFile" || value.kind === "idToken" ? value.name : undefined;
}

/** The variables that hold the path of a secret's file, with the secret's name. */
export function secretFiles(env: Env): readonly { readonly variable: string; readonly secret: string }[] {
  return Object.entries(env).flatMap(([variable, value]) =>
    value.kind === "secretFile" ? [{ variable, secret: value.name }] : [],
  );
}

/** The id tokens among values, each name once. */
export function idTokens(values: readonly Value[]): readonly IdTokenValue[] {
  const found = values.filter((value) => value.kind === "idToken");
  return [...new Map(found.map((one) => [one.name, one])).values()];
}
