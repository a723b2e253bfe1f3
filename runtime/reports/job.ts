import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import type { CoverageReport, JobReport } from "../events.ts";
import type { ReportPlace } from "../executors/executor.ts";
import { coverageReader } from "./coverage.ts";
import { testCounter } from "./junit.ts";
import { LARGEST, ReportError, readXml } from "./xml.ts";

export type Told = Pick<JobReport, "tests" | "coverage" | "problems">;

/** The reports of one attempt of a job. */
export interface JobReports {
  /** Where they are looked for when the job has ended, however it did. */
  readonly places: readonly ReportPlace[];
  /** What they say; undefined: nothing. One that is not there is worth a word only of a job that has succeeded. */
  told(failed: boolean): Told | undefined;
}

/** None of it is ever a reason for the job to fail. */
export function jobReports({ artifacts }: ScriptJob): JobReports {
  const tests = testCounter();
  let coverage: CoverageReport | undefined;
  const problems: string[] = [];
  const missing = new Set<string>();

  const place = (path: string, read: (content: AsyncIterable<Uint8Array>) => Promise<void>): ReportPlace => {
    missing.add(path);
    return {
      path,
      async take(found, size, content) {
        missing.delete(path);
        try {
          if (size > LARGEST) throw new ReportError(`it is larger than ${LARGEST / 2 ** 20} MiB`);
          await read(content);
        } catch (error) {
          if (!(error instanceof ReportError)) throw error;
          problems.push(`the report ${found} cannot be read: ${error.message}`);
        }
      },
      failed: (reason) => void problems.push(`the report ${path} cannot be read: ${reason}`),
    };
  };
  const junit = (artifacts?.junit ?? []).map((path) =>
    place(path, async (content) => {
      const file = tests.file();
      await readXml(content, file);
      file.counted();
    }),
  );
  const wanted = artifacts?.coverage;
  const covering =
    wanted &&
    place(wanted.path, async (content) => {
      const reader = coverageReader(wanted.format);
      await readXml(content, reader);
      coverage = reader.covered();
    });
  return {
    places: [...junit, ...(covering ? [covering] : [])],
    told(failed) {
      const absent = failed ? [] : [...missing].map((path) => `there is no report ${path}`);
      const all = [...problems, ...absent];
      const total = tests.total();
      if (!total && !coverage && all.length === 0) return undefined;
      return { ...(total && { tests: total }), ...(coverage && { coverage }), problems: all };
    },
  };
}
