import type { RunEvent } from "../runtime/events.ts";
import { githubStyle } from "../runtime/reporters/github.ts";
import { gitlabStyle } from "../runtime/reporters/gitlab.ts";
import { groupedReporter } from "../runtime/reporters/grouped.ts";
import { jsonReporter } from "../runtime/reporters/json.ts";
import { junitReporter } from "../runtime/reporters/junit.ts";
import { plainReporter } from "../runtime/reporters/plain.ts";
import { ttyReporter } from "../runtime/reporters/tty/index.ts";
import type { ReporterName } from "./reporter-names.ts";
import { colored, type Sources } from "./show.ts";

const { stdout } = process;
const write = (text: string) => void stdout.write(text);

/** What reporters that people read are given. */
export interface ReporterContext {
  readonly source: Sources;
  /** The command that runs one job again as in this run. */
  readonly repeat: (job: string) => string;
}

/** What `--reporter` chooses from. All of them write to standard output. */
export const reporters: Readonly<Record<ReporterName, (context: ReporterContext) => (event: RunEvent) => void>> = {
  tty: (context) => ttyReporter({ stream: stdout, color: colored(stdout), ...context }),
  plain: (context) => plainReporter({ write, color: colored(stdout), ...context }),
  json: () => jsonReporter(write),
  junit: () => junitReporter(write),
  github: (context) => groupedReporter({ write, color: !process.env.NO_COLOR, ...context }, githubStyle()),
  gitlab: (context) => groupedReporter({ write, color: !process.env.NO_COLOR, ...context }, gitlabStyle()),
};
