import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
// @ts-expect-error: the package ships no types.
import { handler } from "gitlab-ci-local/src/handler.js";
// @ts-expect-error: the package ships no types.
import { WriteStreamsMock } from "gitlab-ci-local/src/write-streams.js";

export interface ListedJob {
  readonly name: string;
  readonly stage: string;
  readonly when: string;
  readonly needs: readonly { readonly job: string; readonly artifacts: boolean; readonly optional?: boolean }[];
}

/** `changes` are asked of git, against the remote's main branch. */
const REPOSITORY = [
  ["init", "--quiet", "--initial-branch", "main"],
  ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "--message", "a"],
  ["update-ref", "refs/remotes/origin/main", "HEAD"],
];

/** The jobs of a `.gitlab-ci.yml` as gitlab-ci-local reads them. */
export async function listGitLab(text: string): Promise<readonly ListedJob[]> {
  const folder = repository();
  await writeFile(join(folder, ".gitlab-ci.yml"), text);
  const streams = new WriteStreamsMock() as { readonly stdoutLines: readonly string[] };
  await (handler as (argv: object, streams: object) => Promise<unknown>)(
    { cwd: relative("", folder), listJson: true },
    streams,
  );
  return JSON.parse(streams.stdoutLines.join("\n")) as readonly ListedJob[];
}

let made: string | undefined;

/** One for the whole process; it goes with it. */
function repository(): string {
  if (made) return made;
  const folder = mkdtempSync(join(tmpdir(), "waybill-gitlab-"));
  for (const command of REPOSITORY) execFileSync("git", command, { cwd: folder, stdio: "pipe" });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  made = folder;
  return folder;
}
