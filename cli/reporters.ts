import type { RunEvent } from "../runtime/events.ts";
import { jsonReporter } from "../runtime/reporters/json.ts";
import { junitReporter } from "../runtime/reporters/junit.ts";
import { plainReporter } from "../runtime/reporters/plain.ts";
import { ttyReporter } from "../runtime/reporters/tty/index.ts";
import type { ReporterName } from "./reporter-names.ts";
import { colored, type Sources } from "./show.ts";

const { stdout } = process;
const write = (text: string) => void stdout.write(text);

/** What `--reporter` chooses from. All of them write to standard output. */
export const reporters: Readonly<Record<ReporterName, (source: Sources) => (event: RunEvent) => void>> = {
  tty: (source) => ttyReporter({ stream: stdout, color: colored(stdout), source }),
  plain: (source) => plainReporter({ write, color: colored(stdout), source }),
  json: () => jsonReporter(write),
  junit: () => junitReporter(write),
};
