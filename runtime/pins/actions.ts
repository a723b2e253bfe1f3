import type { ActionPin } from "../../compiler/lock/index.ts";
import { type Ask, get } from "./ask.ts";

export interface GitHub {
  /** Of the API, without a slash at its end. Default: that of `GITHUB_API_URL`, as on GitHub's own machines, else github.com's. */
  readonly address?: string;
  /** Default: `GITHUB_TOKEN`, else none: then few questions an hour are answered. */
  readonly token?: string | undefined;
  readonly ask?: Ask;
}

/**
 * What an action's ref stands for now: of `v4` the newest release `v4.x.y`, of a whole version that one, of a branch its head.
 *
 * @param reference `owner/repository@ref`
 * @throws {PinError} when it cannot be told
 */
export async function actionPin(reference: string, github: GitHub = {}): Promise<ActionPin> {
  const [repository, ref] = reference.split("@") as [string, string];
  const { address = process.env.GITHUB_API_URL || "https://api.github.com", ask = fetch } = github;
  const token = github.token ?? process.env.GITHUB_TOKEN;
  const question = (path: string, accept: string) =>
    get(ask, `${address}/repos/${repository}/${path}`, {
      accept,
      "x-github-api-version": "2022-11-28",
      "user-agent": "waybill",
      ...(token && { authorization: `Bearer ${token}` }),
    });
  const matching = await question(`git/matching-refs/tags/${encodeURIComponent(ref)}`, "application/vnd.github+json");
  const tags = ((await matching.json()) as readonly { readonly ref: string }[]).map((tag) =>
    tag.ref.replace("refs/tags/", ""),
  );
  const version = newest(tags, ref) ?? ref;
  const commit = await question(`commits/${encodeURIComponent(version)}`, "application/vnd.github.sha");
  return { version, commit: (await commit.text()).trim() };
}

/** The newest release within a ref that is part of a version. */
function newest(tags: readonly string[], ref: string): string | undefined {
  const releases = tags.filter((tag) => tag.startsWith(`${ref}.`) && /^v?\d+(\.\d+)*$/.test(tag));
  const numbers = (tag: string) => tag.replace(/^v/, "").split(".").map(Number);
  return [...releases].sort((a, b) => compare(numbers(b), numbers(a)))[0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== (b[index] ?? -1));
  return at === -1 ? a.length - b.length : (a[at] as number) - (b[at] ?? -1);
}
