import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import { type Diagnostic, DiagnosticError } from "../compiler/diagnostics/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import { difference, renderDifference } from "../compiler/query/index.ts";
import { type ChooseOptions, loadAny, pipelineOption } from "./choose.ts";
import { atRevision, type Checkout } from "./revision.ts";
import { show } from "./show.ts";

interface DiffOptions extends ChooseOptions {
  readonly format: "text" | "markdown";
  readonly json?: true;
  readonly exitCode?: true;
}

/** One side of a comparison: a file, as it is in a revision or in the working tree. */
interface Side {
  readonly file: string;
  /** Absent: the working tree. */
  readonly revision?: string;
}

const DEFAULT_FILE = "pipeline.ts";

/** `waybill diff [BEFORE] [AFTER]`: what a change does to behavior. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("Show how a change to a pipeline affects its behavior: when jobs run, and what they can access.")
    .argument("[before]", "a revision, a file, or file@revision (default: HEAD)")
    .argument("[after]", "a file, a revision, or file@revision (default: the same file in the working tree)")
    .addOption(new Option("--format <name>", "the output format").choices(["text", "markdown"]).default("text"))
    .option("--json", "print the differences as JSON")
    .option("--exit-code", "exit with 1 if the behavior differs, or if that cannot be decided")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
  waybill diff                                  HEAD and the working tree
  waybill diff main                             another revision and the working tree
  waybill diff v1 v2                            two revisions
  waybill diff ci/pipeline.ts@main ci/pipeline.ts
  waybill diff main .github/workflows/ci.yml    a provider's own file, without a pipeline
  waybill diff main --format markdown           a comment on a pull request`,
    )
    .action(async (before: string | undefined, after: string | undefined, options: DiffOptions) => {
      const sides = sidesOf(before, after);
      const checkouts: Checkout[] = [];
      try {
        const graphs: StageGraph[] = [];
        for (const side of sides) {
          const loaded = await loadSide(side, options, checkouts);
          if (!loaded) return;
          graphs.push(loaded);
        }
        const [was, is] = graphs as [StageGraph, StageGraph];
        const found = difference(was, is);
        const title = sides.map(titleOf).join(" and ");
        const text = options.json
          ? `${JSON.stringify(found, undefined, 2)}\n`
          : renderDifference(found, { file: sides[1].file, title, format: options.format });
        process.stdout.write(text);
        const isSame = found.jobs.length + found.pipeline.length + found.gaveUp.length === 0;
        if (options.exitCode && !isSame) process.exitCode = 1;
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, () => undefined);
      } finally {
        for (const checkout of checkouts) await checkout.remove();
      }
    });
}

function sidesOf(before: string | undefined, after: string | undefined): readonly [Side, Side] {
  // Of `diff main ci.yml`, the revision is one of the file after it.
  const file = after === undefined ? DEFAULT_FILE : sideOf(after, DEFAULT_FILE).file;
  const first = before === undefined ? { file, revision: "HEAD" } : sideOf(before, file);
  if (after !== undefined) return [first, sideOf(after, first.file)];
  // One file is compared with what it was when it was committed.
  if (first.revision === undefined) return [{ file: first.file, revision: "HEAD" }, first];
  return [first, { file: first.file }];
}

function sideOf(word: string, file: string): Side {
  if (existsSync(word)) return { file: word };
  const at = word.lastIndexOf("@");
  if (at > 0 && /\.(ts|mts|json|ya?ml)$/.test(word.slice(0, at))) {
    return { file: word.slice(0, at), revision: word.slice(at + 1) };
  }
  return { file, revision: word };
}

const titleOf = ({ file, revision }: Side) => `${file}${revision === undefined ? "" : ` at ${revision}`}`;

async function loadSide(
  { file, revision }: Side,
  options: DiffOptions,
  checkouts: Checkout[],
): Promise<StageGraph | undefined> {
  if (revision === undefined) return shown(await loadAny(file, options));
  const checkout = await atRevision(file, revision);
  checkouts.push(checkout);
  const { pipeline } = options;
  return shown(await loadAny(checkout.file, { root: checkout.root, ...(pipeline !== undefined && { pipeline }) }));
}

function shown(loaded: {
  readonly graph?: StageGraph;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: (file: string) => string | undefined;
}): StageGraph | undefined {
  // Warnings are what check is for; a difference says only what has changed.
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  return show(errors, loaded.source) ? loaded.graph : undefined;
}
