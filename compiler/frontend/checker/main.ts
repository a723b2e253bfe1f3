import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { startupSnapshot } from "node:v8";
import { Script } from "node:vm";
import { type AnalyseOptions, analyse } from "../analysis/analysis.ts";
import type { Project } from "../project/project.ts";
import type { TypeScript } from "../typescript/load.ts";
import { parsedFiles } from "../typescript/parsed.ts";

// The process that checks. Its heap is prepared once (by Node's `--build-snapshot`, which runs this file): TypeScript is
// loaded, what every check does is compiled, the declarations of the language and of `waybill` are parsed and bound. Each
// start then goes on from there. It is one file that imports nothing but modules of Node, as a snapshot demands.

/** What the snapshot is made with. */
export interface Preparation extends Pick<AnalyseOptions, "declarations" | "builtins"> {
  /** TypeScript's file, absolute. */
  readonly typescript: string;
  /** A pipeline that is checked while the snapshot is made. */
  readonly sample: Project;
}

const { typescript, sample, ...options } = argument<Preparation>(2);
const ts = loadFrom(typescript);
// TypeScript remembers the working directory that it was first asked in.
ts.sys.getCurrentDirectory = () => process.cwd();
const parsed = parsedFiles(ts);
const { diagnostics } = analyse(ts, sample, { ...options, parsed });
if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));

startupSnapshot.setDeserializeMainFunction(() => {
  const analysis = analyse(ts, argument<Project>(1), { ...options, parsed });
  process.stdout.write(JSON.stringify(analysis));
});

function argument<T>(index: number): T {
  return JSON.parse(process.argv[index] as string) as T;
}

function loadFrom(file: string): typeof TypeScript {
  const source = readFileSync(file, "utf8");
  const module = { exports: {} as typeof TypeScript };
  new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
  }).runInThisContext()(module.exports, require, module, file, dirname(file));
  return module.exports;
}
