import { extname, relative } from "node:path";
import { Command, Option } from "commander";
import isUnicodeSupported from "is-unicode-supported";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { emit } from "../compiler/emit.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import {
  ASCII,
  eventPlanJson,
  factsOfPayload,
  planEvent,
  planTable,
  planTableJson,
  renderEventPlan,
  renderPlanTable,
  textSvg,
  UNICODE,
} from "../compiler/query/index.ts";
import { PROVIDERS, type TargetName } from "../compiler/targets/names.ts";
import type { FactOverrides } from "../runtime/index.ts";
import { type ChooseOptions, loadAny, pipelineOption } from "./choose.ts";
import { eventOf } from "./event.ts";
import { type EventOptions, overridesOf, withEventOptions } from "./event-options.ts";
import { readJsonFile } from "./json-file.ts";
import type { Loaded } from "./load.ts";
import { eventWarnings } from "./run-warnings.ts";
import { show } from "./show.ts";
import { save } from "./write.ts";

interface PlanOptions extends ChooseOptions, EventOptions {
  readonly changedSince?: string;
  readonly payload?: string;
  readonly json?: true;
  readonly out?: string;
  readonly target?: TargetName;
}

/** `waybill plan [FILE]`: what would run, on one event or on all of them. */
export function planCommand(): Command {
  const command = new Command("plan")
    .description("Show which jobs run on which events, and why. Runs nothing.")
    .argument("[file]", "the pipeline, a graph saved as .json, or a workflow or GitLab configuration", "pipeline.ts");
  return withEventOptions(command)
    .option("--changed-since <revision>", "treat the files that differ from this revision as changed")
    .option("--payload <path>", "read the event from the payload of a GitHub event")
    .addOption(new Option("-t, --target <name>", "also show what differs on this provider").choices(PROVIDERS))
    .option("--json", "print the plan as JSON")
    .option("-o, --out <path>", "draw the plan as SVG, to a file whose name ends in .svg")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
Without --event, the plan covers all events: a table that groups the events on which the same jobs run, with an example
for each group.

  waybill plan
  waybill plan --event push --branch main
  waybill plan --event pullRequest --pr fork=true --changed docs/a.md
  waybill plan --payload "$GITHUB_EVENT_PATH"
  waybill plan --out plan.svg`,
    )
    .action(async (file: string, options: PlanOptions) => {
      const loaded = await loadAny(file, options);
      const { graph, diagnostics, source } = loaded;
      if (!show(diagnostics, source) || !graph) return;
      try {
        const made = asksForEvent(options) ? await ofEvent(graph, loaded, options) : ofAll(graph, file, options);
        const notes = options.target ? await providerNotes(loaded, graph, options.target) : "";
        if (options.out) show(save(options.out, made.svg()), source);
        else
          process.stdout.write(options.json ? `${JSON.stringify(made.json(), undefined, 2)}\n` : made.text() + notes);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, source);
      }
    });
}

/** A plan in the forms in which it is printed. */
interface Made {
  readonly text: () => string;
  readonly json: () => unknown;
  readonly svg: () => string;
}

const symbols = () => (isUnicodeSupported() || !process.stdout.isTTY ? UNICODE : ASCII);

function asksForEvent(options: PlanOptions): boolean {
  const { event, branch, tag, input, actor, pr, changed, changedSince, payload } = options;
  return [event, branch, tag, input, actor, options.var, pr, changed, changedSince, payload].some(
    (one) => one !== undefined,
  );
}

function ofAll(graph: StageGraph, file: string, { out }: PlanOptions): Made {
  if (out && extname(out) !== ".svg") throw new DiagnosticError(diagnostic("WB1912", { path: out }));
  const table = planTable(graph);
  const text = () => renderPlanTable(table, graph, { file: relative("", file), symbols: symbols() });
  return { text, json: () => planTableJson(table), svg: () => textSvg(text(), `What runs in ${graph.name}`) };
}

async function ofEvent(graph: StageGraph, { root, source }: Loaded, options: PlanOptions): Promise<Made> {
  const { out, payload, changedSince } = options;
  if (out && extname(out) !== ".svg") throw new DiagnosticError(diagnostic("WB1912", { path: out }));
  const [{ readFacts }, { inputProblems, inputsOf }, { printSvg }] = await Promise.all([
    import("../runtime/index.ts"),
    import("../runtime/request/inputs.ts"),
    import("../compiler/graph/views/svg.ts"),
  ]);
  const delivered = payload === undefined ? undefined : readPayload(payload);
  const event = delivered?.event ?? eventOf(graph, options.event);
  const inputs = { ...delivered?.inputs, ...options.input };
  const problems = inputProblems(graph, event, inputs);
  if (problems.length > 0) throw new DiagnosticError(problems);
  const changedFiles = changedSince === undefined ? undefined : await filesSince(root, changedSince);
  const asked = overridesOf(options, event);
  const overrides: FactOverrides = {
    ...delivered,
    ...asked,
    ...(delivered?.provider && { provider: { ...delivered.provider, ...asked.provider } }),
    ...(changedFiles && { changedFiles }),
  };
  const known = await readFacts(root, overrides);
  show(eventWarnings(graph, known), source);
  const { facts } = known;
  const given = { ...facts, inputs: inputsOf(graph, inputs), ...(delivered?.sha && { sha: delivered.sha }) };
  const plan = planEvent(graph, given);
  const state = new Map(plan.jobs.map(({ job, verdict }) => [job.id, verdict.kind]));
  return {
    text: () => renderEventPlan(plan, symbols()),
    json: () => ({ ...eventPlanJson(plan), inputs: inputsOf(graph, inputs) }),
    svg: () => printSvg(graph, (job) => (plan.starts ? (state.get(job) ?? "skipped") : "skipped")),
  };
}

function readPayload(file: string) {
  const refuse = (reason: string) => new DiagnosticError(diagnostic("WB1911", { file, reason }));
  const facts = factsOfPayload(readJsonFile(file, refuse));
  if (!facts) throw refuse("it is of another event");
  return facts;
}

/** Files that differ from where a revision and what is checked out parted, edits included. */
async function filesSince(root: string, revision: string): Promise<readonly string[]> {
  const { changedSince } = await import("../runtime/changed-since.ts");
  const files = await changedSince(root, revision);
  if (!files) throw new DiagnosticError(diagnostic("WB1910", { revision }));
  return files;
}

/** What a provider does otherwise, as its target warns of it. */
async function providerNotes({ lock, root }: Loaded, graph: StageGraph, target: TargetName): Promise<string> {
  const emitted = await emit([graph], { target, lock, root });
  const notes = emitted
    .flatMap((one) => one.diagnostics)
    .map(({ code, message, remedy }) => `  ${message} (${code}): ${remedy}`);
  const lines = notes.length > 0 ? notes : ["  nothing differs"];
  return `\nOn ${target}\n${lines.join("\n")}\n`;
}
