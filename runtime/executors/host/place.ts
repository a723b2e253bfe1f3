import { join } from "node:path";
import { OUTPUT_VARIABLE } from "../outputs.ts";
import { homeVariables } from "./home.ts";

/** Where a job's files are. */
export interface Place {
  readonly workspace: string;
  readonly temporary: string;
  /** The job's home folder. */
  readonly home: string;
  /** Where git stops its search for a repository, as `GIT_CEILING_DIRECTORIES` lists it. */
  readonly ceilings: string;
}

/** The folders of a job, below its own. */
export const placeIn = (folder: string): Omit<Place, "ceilings"> => ({
  workspace: join(folder, "workspace"),
  temporary: join(folder, "tmp"),
  home: join(folder, "home"),
});

/**
 * What a process cannot do without, and nothing else of the user's environment: no token leaks into a job.
 *
 * @param output - The file for outputs, below the working directory; undefined: there is none.
 */
export function environment(
  { workspace, temporary, home, ceilings }: Place,
  output: string | undefined,
): Readonly<Record<string, string>> {
  const { PATH = "/usr/local/bin:/usr/bin:/bin", LANG = "C.UTF-8" } = process.env;
  return {
    ...homeVariables(home),
    ...{ PATH, LANG, TMPDIR: temporary, CI: "true", GIT_CEILING_DIRECTORIES: ceilings },
    ...(output !== undefined && { [OUTPUT_VARIABLE]: join(workspace, output) }),
  };
}
