import type { Json } from "../yaml/index.ts";
import { parseExpression, printExpression } from "./expression.ts";

/** Expressions in one spelling, and what is a text to GitHub as a text. */
export function normal(value: Json): Json {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[\s\S])*)\}\}/g, (whole, inner: string) => {
      const tree = parseExpression(inner);
      return tree ? `\${{ ${printExpression(tree)} }}` : whole;
    });
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "";
  if (Array.isArray(value)) return value.map(normal);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
}
