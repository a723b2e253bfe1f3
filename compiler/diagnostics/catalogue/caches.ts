import { define, text } from "../define.ts";

/** WB4043-9 and WB4070: caches between runs, and what is taken out of archives. */
export const caches = {
  WB4043: define({
    severity: "warning",
    message: text`no file matches ${"file"}, of which the cache ${"cache"} of ${"job"} makes its key`,
    remedy: text`correct the path (it is relative to the repository), or take it out of the key`,
    explain:
      'A cache is found by the content of its key files: cache: { key: ["package-lock.json"], paths: [".npm"] }. Where a file does not exist, it adds nothing to the key: the cache stays what it was when it was first written, whatever the job installs later. Files that a job makes do not count, for the key is computed before its first step; nor do files that git ignores, which no checkout has.',
  }),
  WB4070: define({
    severity: "warning",
    message: text`git ignores ${"file"}, of which the cache ${"cache"} of ${"job"} makes its key`,
    remedy: text`have git track it: git add --force ${"file"}; or take it out of the key`,
    explain:
      "A cache is found by the content of its key files. One that git ignores is on this machine alone: jobs work on a checkout, here as on the providers, and it is in none. It adds nothing to the key, and the cache stays what it was when it was first written.",
  }),
  WB4044: define({
    fault: "infrastructure",
    message: text`the artifacts that ${"job"} takes cannot be unpacked: ${"reason"}`,
    remedy: text`run again with --no-cache; if it happens again, somebody else writes into the store (waybill clean --cache empties it)`,
    explain:
      "Artifacts are files and folders below the working directory. Jobs' archives are written without links, devices, and rights of other users, and one that holds such a thing, leads out of the directory, or is damaged was not written by a run: nothing of it is unpacked.",
  }),
};
