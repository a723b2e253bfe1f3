import { PERMISSION_SCOPES } from "../../graph/permissions.ts";
import { object, type Value } from "../model.ts";
import { entriesOf, memberOf, type YamlMap } from "../yaml/index.ts";
import { asMap, asText } from "./shape.ts";

/**
 * `permissions` of a job or a file.
 *
 * @param checksOut - A job's checkout reads `contents` unless that is said not to be.
 */
export function readPermissions(
  map: YamlMap,
  checksOut: boolean,
): { readonly permissions?: Value } | { readonly refused: string } {
  const node = memberOf(map, "permissions");
  if (!node) return {};
  const all = asText(node);
  if (all === "read-all" || all === "write-all") return { permissions: all };
  const rights = asMap(node) ? entriesOf(asMap(node)!) : undefined;
  if (!rights) return { refused: "`permissions`" };
  const entries = rights.map(({ key, value }) => [key, asText(value)] as const);
  const known = entries.every(
    ([key, level]) =>
      PERMISSION_SCOPES.some((scope) => scope === key) && (level === "read" || level === "write" || level === "none"),
  );
  if (!known) return { refused: "`permissions`" };
  const given = Object.fromEntries(entries.map(([key, level]) => [key, level!]));
  return { permissions: object(checksOut && !("contents" in given) ? { contents: "none", ...given } : given) };
}
