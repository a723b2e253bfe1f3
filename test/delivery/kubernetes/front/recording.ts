/** A request as it was made. `by` tells the deploy under test from the test's own controller-side client. */
export interface Ask {
  readonly by: "deploy" | "test";
  readonly method: string;
  readonly path: string;
  /** The impersonated user. */
  readonly as?: string;
  /** Content-Type of the body. */
  readonly type?: string;
  readonly body?: unknown;
}

/**
 * What passed between the clients and the API server, in the order in which it did. `ask` opens an exchange under a number;
 * `answer` ends it, unless it is a watch stream: then `open` starts it, each `event` is one line of it, `end` its end.
 * A `mark` stands where the test itself stepped in.
 */
export type Entry =
  | { readonly ask: number; readonly request: Ask }
  | { readonly answer: number; readonly status: number; readonly body: unknown }
  | { readonly open: number }
  | { readonly event: number; readonly object: unknown }
  | { readonly end: number }
  | { readonly mark: string };

/** What makes two requests the same one. */
export function keyOf({ by, method, path, as = "", type = "", body }: Ask): string {
  const [route, query = ""] = path.split("?");
  return JSON.stringify([by, method, route, query.split("&").sort(), as, type, sorted(body)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

/** Whoever made this step caused what came after it. Reading causes nothing. */
export const isStep = (entry: Entry): boolean => "mark" in entry || ("ask" in entry && entry.request.method !== "GET");
