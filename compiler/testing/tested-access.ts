import { type Reach, reachOf } from "../query/index.ts";
import type { TestedAccess } from "./model.ts";
import type { TestedGraph } from "./tested-graph.ts";

/** Something that jobs are given; `covers` tells it among all that they are given. */
export function testedAccess(tested: TestedGraph, what: string, covers: (text: string) => boolean): TestedAccess {
  const { graph, fail } = tested;
  const found = (): readonly Reach[] => reachOf(graph).filter((one) => covers(one.what));
  const access: TestedAccess = {
    reaches(jobs) {
      const reached = found();
      const actual = graph.jobs.map(({ id }) => id).filter((id) => reached.some(({ job }) => job === id));
      const more = actual.filter((id) => !jobs.includes(id));
      const less = jobs.filter((id) => !actual.includes(id));
      if (more.length + less.length === 0) return;
      const lines = [
        ...more.map((id) => `\`${id}\` is given it${exampleOf(reached.find(({ job }) => job === id))}`),
        ...less.map((id) => `\`${id}\` is never given it`),
      ];
      fail(access.reaches, `${what} does not reach exactly these jobs`, { lines, actual, expected: jobs });
    },
    neverReachedBy(starter) {
      const reached = found().filter((one) => one.starter === starter);
      if (reached.length === 0) return;
      const lines = reached.map((one) => `\`${one.job}\` is given it${exampleOf(one)}`);
      fail(access.neverReachedBy, `${what} is reached by ${starter}`, { lines });
    },
  };
  return access;

  function exampleOf(reach: Reach | undefined): string {
    if (!reach) return "";
    return reach.example ? `: waybill plan ${[tested.file, ...reach.options].join(" ")}` : ": the solver gave up";
  }
}
