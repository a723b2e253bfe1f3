import { isDeepStrictEqual } from "node:util";
import type { V1ManagedFieldsEntry } from "@kubernetes/client-node";
import type { Workload } from "./workloads/index.ts";

/** The field manager that owns the container's image, by the server's own books. */
export function imageManager(live: Workload, container: string): string {
  const owner = booksOf(live).find((book) => hasKey(book.fieldsV1 ?? {}, `k:{"name":"${container}"}`, "f:image"));
  return owner ? described(owner) : "someone";
}

/** The field managers that wrote the spec since `before`. Their times are of no use: they count whole seconds. */
export function writersSince(before: Workload, live: Workload): string {
  const known = booksOf(before).map(identity);
  const isNew = (book: V1ManagedFieldsEntry) => !known.some((one) => isDeepStrictEqual(one, identity(book)));
  const news = booksOf(live).filter((book) => "f:spec" in (book.fieldsV1 ?? {}) && isNew(book));
  return news.map(described).join(" and ") || "someone";
}

const booksOf = ({ managedFields }: Workload) => managedFields.filter((book) => !book.subresource);
const described = ({ manager, operation }: V1ManagedFieldsEntry) => `field manager ${manager} (${operation})`;
/** A typed answer and a watch's raw object write times differently. */
const identity = ({ manager, operation, time, fieldsV1 }: V1ManagedFieldsEntry) => ({
  manager,
  operation,
  time: new Date(time ?? 0).getTime(),
  fieldsV1,
});

/** Somewhere below stands `key`, and in it `inner`. */
function hasKey(fields: object, key: string, inner: string): boolean {
  return Object.entries(fields).some(
    ([name, value]) =>
      typeof value === "object" && value && ((name === key && inner in value) || hasKey(value, key, inner)),
  );
}
