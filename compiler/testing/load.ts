import { relative } from "node:path";
import { compile } from "../compile.ts";
import { acceptable, render } from "../diagnostics/index.ts";
import { failuresOf } from "./failure.ts";
import type { LoadedPipelines, LoadOptions } from "./model.ts";
import { testedPipeline } from "./tested-pipeline.ts";

/**
 * Compiles a file's pipelines, for assertions about what they do on all events. Nothing is run, and no network is used.
 *
 * @typeParam Name - The names of the jobs, so that a test with a wrong one does not compile. Default: any text.
 * @param file - The pipeline, relative to the working directory.
 * @throws Error with the diagnostics where the file does not compile.
 *
 * @example
 * ```ts
 * import { load } from "waybill/testing";
 *
 * const { pipeline } = await load<"unit" | "production">("pipeline.ts");
 * pipeline.job("production").runsOnlyWhen((run) => run.branch === "main");
 * ```
 */
export async function load<Name extends string = string>(
  file: string,
  options: LoadOptions = {},
): Promise<LoadedPipelines<Name>> {
  const { graphs, graph, diagnostics, source } = await compile(file, options);
  if (!acceptable(diagnostics)) throw new Error(render(diagnostics, { source, color: false }).trimEnd());
  const fail = failuresOf(source);
  const name = relative("", file);
  const tested = graphs.map((one) => [one, testedPipeline(one, name, fail)] as const);
  const main = tested.find(([one]) => one === graph)?.[1];
  return {
    get pipeline() {
      if (main) return main as unknown as LoadedPipelines<Name>["pipeline"];
      const names = graphs.map((one) => one.name).join(", ");
      throw new Error(
        `${name} exports several pipelines, and none of them by default: take one of \`pipelines\` (${names})`,
      );
    },
    pipelines: Object.fromEntries(
      tested.map(([one, pipeline]) => [one.name, pipeline]),
    ) as unknown as LoadedPipelines<Name>["pipelines"],
  };
}
