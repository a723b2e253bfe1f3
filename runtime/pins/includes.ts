import { isCommit, type PinnedInclude } from "../../compiler/lock/index.ts";
import { type Ask, get, PinError } from "./ask.ts";

export interface GitLab {
  /** Of the API, without a slash at its end. Default: that of `GITLAB_API_URL`, else gitlab.com's. */
  readonly address?: string;
  /** Default: `GITLAB_TOKEN`, else none: then only public projects are known. It is shown to that address alone. */
  readonly token?: string | undefined;
  readonly ask?: Ask;
}

/**
 * The commit that a component's version, or a file's ref, stands for now.
 *
 * @throws {PinError} when it cannot be told
 */
export async function includeCommit(include: PinnedInclude, gitlab: GitLab = {}): Promise<string> {
  const { address = process.env.GITLAB_API_URL || "https://gitlab.com/api/v4", ask = fetch } = gitlab;
  const { project, ref, host } = placeOf(include);
  const own = new URL(address);
  const isOwn = host === undefined || host === own.host;
  const token = isOwn ? (gitlab.token ?? process.env.GITLAB_TOKEN) : undefined;
  const api = isOwn ? address : `https://${host}/api/v4`;
  // docs: API, commits, "Retrieve a single commit": by a hash, or the name of a branch or tag.
  const url = `${api}/projects/${encodeURIComponent(project)}/repository/commits/${encodeURIComponent(ref)}`;
  const answered = await get(ask, url, { "user-agent": "waybill", ...(token && { "private-token": token }) });
  const { id } = (await answered.json()) as { readonly id?: unknown };
  if (isCommit(id)) return id;
  throw new PinError(`${new URL(api).host} names no commit`);
}

function placeOf(include: PinnedInclude) {
  if (include.kind === "file") return { project: include.project, ref: include.ref, host: undefined };
  const [host = "", ...path] = include.component.split("/");
  return { project: path.slice(0, -1).join("/"), ref: include.version, host };
}
