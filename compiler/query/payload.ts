import type { CommitFacts, Event, PullRequestFacts } from "../expr/index.ts";

/** What a provider's payload of an event says of the run; absent: nothing. */
export interface PayloadFacts {
  readonly event: Event;
  readonly sha?: string;
  readonly actor?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly pullRequest?: PullRequestFacts;
  readonly changedFiles?: readonly string[];
  readonly repository?: string;
  readonly defaultBranch?: string;
  readonly commit?: CommitFacts;
  /** Every text, number and boolean of the payload by its path: `github.event.action`. */
  readonly provider?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

/**
 * Reads the payload of a GitHub event (`$GITHUB_EVENT_PATH`). Undefined: it is none of the events that start a pipeline.
 *
 * See https://docs.github.com/en/webhooks/webhook-events-and-payloads and, for what `schedule` has,
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule.
 *
 * @example
 * ```ts
 * factsOfPayload({ ref: "refs/heads/main", after: sha, commits: [] }); // { event: "push", branch: "main", sha }
 * ```
 */
export function factsOfPayload(payload: unknown): PayloadFacts | undefined {
  const root = record(payload);
  const known = root && eventFacts(root);
  if (!root || !known) return undefined;
  const repository = record(root.repository);
  const [name, standard] = [text(repository?.full_name), text(repository?.default_branch)];
  return {
    ...known,
    ...(name && { repository: name }),
    ...(standard && { defaultBranch: standard }),
    provider: Object.fromEntries(scalars("github.event", root)),
  };
}

function eventFacts(root: Fields): PayloadFacts | undefined {
  const login = text(record(root.sender)?.login);
  const actor = login === undefined ? {} : { actor: login };
  const request = record(root.pull_request);
  if (request) return ofPullRequest(request, actor);
  if (typeof root.schedule === "string") return { event: "schedule", ...actor, ...place(text(root.ref)) };
  if ("inputs" in root && "workflow" in root) {
    const inputs = Object.entries(record(root.inputs) ?? {}).map(([name, value]) => [name, String(value)] as const);
    return { event: "manual", ...actor, ...place(text(root.ref)), inputs: Object.fromEntries(inputs) };
  }
  if (typeof root.ref !== "string" || !("commits" in root || "head_commit" in root || "after" in root))
    return undefined;
  const sha = text(root.after);
  return {
    ...{ event: "push", ...actor, ...place(root.ref) },
    ...(sha && { sha }),
    ...commitOf(root.head_commit),
    ...changedFiles(root.commits),
  };
}

function ofPullRequest(request: Fields, actor: { readonly actor?: string }): PayloadFacts {
  const [head, base] = [record(request.head), record(request.base)];
  const sha = text(head?.sha);
  // The repository of a fork that has been deleted is null.
  const [from, into] = [text(record(head?.repo)?.full_name), text(record(base?.repo)?.full_name)];
  const pullRequest = {
    sourceBranch: text(head?.ref) ?? "",
    targetBranch: text(base?.ref) ?? "",
    fork: from !== into,
    draft: request.draft === true,
    ...(request.number !== undefined && { number: String(request.number) }),
    ...(text(request.title) && { title: text(request.title) }),
    ...(text(record(request.user)?.login) && { author: text(record(request.user)?.login) }),
    labels: labelsOf(request.labels),
  };
  return { event: "pullRequest", ...actor, pullRequest, ...(sha && { sha }) };
}

function labelsOf(labels: unknown): readonly string[] {
  return Array.isArray(labels) ? labels.flatMap((one) => text(record(one)?.name) ?? []) : [];
}

function commitOf(given: unknown): Pick<PayloadFacts, "commit"> {
  const commit = record(given);
  const message = text(commit?.message);
  const author = record(commit?.author);
  if (!commit) return {};
  const by = author ? `${text(author.name) ?? ""} <${text(author.email) ?? ""}>` : undefined;
  return { commit: { ...(message && { message }), ...(by && { author: by }) } };
}

/** What GitHub's expressions can name by a path: lists are left out. */
function scalars(path: string, value: unknown): readonly (readonly [string, string])[] {
  const fields = record(value);
  if (fields) return Object.entries(fields).flatMap(([name, inner]) => scalars(`${path}.${name}`, inner));
  return ["string", "number", "boolean"].includes(typeof value) ? [[path, String(value)]] : [];
}

type Fields = Readonly<Record<string, unknown>>;

const record = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function place(ref: string | undefined): Pick<PayloadFacts, "branch" | "tag"> {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref ?? "") ?? [];
  if (kind === "tags" && name) return { tag: name };
  const branch = kind === "heads" ? name : ref;
  return branch ? { branch } : {};
}

function changedFiles(commits: unknown): Pick<PayloadFacts, "changedFiles"> {
  if (!Array.isArray(commits)) return {};
  const paths = commits.flatMap((commit) =>
    ["added", "modified", "removed"].flatMap((how): readonly unknown[] => {
      const list = record(commit)?.[how];
      return Array.isArray(list) ? list : [];
    }),
  );
  return { changedFiles: [...new Set(paths.filter((path) => typeof path === "string"))].sort() };
}
