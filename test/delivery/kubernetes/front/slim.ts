/**
 * Leaves out of the server's objects what neither the deploy nor a test looks at, to keep recordings small: the books of
 * field managers, but those on a workload's spec, and the volumes, tolerations and defaults of pod templates.
 */
export function slim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slim);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      if (UNSEEN.has(key)) return [];
      if (key === "managedFields") return [[key, (one as Books).filter((book) => isOfSpec(book))]];
      return [[key, slim(one)]];
    }),
  );
}

type Books = readonly { readonly subresource?: string; readonly fieldsV1?: object }[];
const isOfSpec = (book: Books[number]) => !book.subresource && JSON.stringify(book.fieldsV1).includes('"f:spec"');

const UNSEEN = new Set([
  "tolerations",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "securityContext",
  "dnsPolicy",
  "enableServiceLinks",
  "preemptionPolicy",
  "affinity",
]);
