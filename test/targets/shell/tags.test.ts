import { describe, expect, it } from "vitest";
import { tagProblem, tagsFrom } from "../../../compiler/graph/tags.ts";
import { tagScript, tagTemplateScript } from "../../../compiler/targets/shell/tags.ts";
import { runShell, SHELLS } from "./shells.ts";

const TAGS = [
  "v1.2.3",
  "1.20.3",
  "v0.4.1",
  "v1.2.3-rc.1",
  "v1.2.3+linux.1",
  "v1.2",
  "v01.2.3",
  "nightly",
  "v1.2.3/4",
  "",
];
const BRANCHES = [
  "main",
  "feature/Login_2",
  "déjà vu",
  ".-hidden",
  "v2.0",
  "x".repeat(200),
  "1.2",
  "3",
  "latest",
  "buildcache",
];
const MORE = ["2.0.0-beta", "a".repeat(40), "é", "$(id)", "a'b", "--tag", "*", ""];

/** The script gives what the runtime gives, of whatever is pushed. */
describe.each(SHELLS)("tags of a run, in %s", (_, shell) => {
  const run = (sources: Parameters<typeof tagScript>[0], env: { GIT_BRANCH?: string; GIT_TAG?: string }) =>
    runShell([...shell, "-eu"], `${tagScript(sources)}\nif [ $# -gt 0 ]; then printf '%s\\n' "$@"; fi`, {
      env: { REPOSITORY: "r", GIT_BRANCH: "", GIT_TAG: "", ...env },
    });
  const words = (tags: readonly string[]) => tags.flatMap((tag) => ["--tag", `r:${tag}\n`].join("\n")).join("");

  it.each(TAGS)("are of the git tag %j", (tag) => {
    for (const sources of [["version"], ["branch", "version", "latest"]] as const) {
      const { stdout, status } = run(sources, { GIT_TAG: tag });
      expect([status, stdout]).toEqual([0, words(tagsFrom(sources, { tag }).tags)]);
    }
  });

  it.each([...BRANCHES, ...MORE])("are of the branch %j, or it is refused", (branch) => {
    const { tags, problem } = tagsFrom(["branch"], { branch });
    const { stdout, stderr, status } = run(["branch"], { GIT_BRANCH: branch });
    if (problem) expect([status, stderr]).toEqual([1, expect.stringContaining(`the branch ${branch} cannot be a tag`)]);
    else expect([status, stdout]).toEqual([0, words(tags)]);
  });

  it.each([...TAGS, ...BRANCHES, ...MORE, "_x", "-x", "a\nb", "x".repeat(128), "A".repeat(40)])(
    "are of a template that gives %j, or it is refused",
    (tag) => {
      const check = tagTemplateScript(["OTHER", "TAG"]) ?? "";
      const { stdout, stderr, status } = runShell([...shell, "-eu"], `${check}\necho well`, {
        env: { OTHER: "other", TAG: tag },
      });
      const problem = tagProblem(tag);
      if (problem === undefined) expect([status, stdout]).toEqual([0, "well\n"]);
      else expect([status, stdout, stderr]).toEqual([1, "", `${tag} cannot be a tag of the image: it ${problem}\n`]);
    },
  );
});
