import { declarationOf } from "../declaration.ts";

/** A value as people call it. */
export function phrase(value: unknown): string {
  const kind = declarationOf(value)?.kind;
  if (kind) return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  const names: Readonly<Record<string, string>> = {
    string: "a text",
    function: "a function",
    object: "an object",
  };
  return names[typeof value] ?? `a ${typeof value}`;
}
