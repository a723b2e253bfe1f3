import type { Importer } from "../provider.ts";
import { memberOf, plain, type YamlMap } from "../yaml/index.ts";
import { asMap, entriesAt } from "./shape.ts";
import { compiledBehaviour, workflowBehaviour } from "./behaviour.ts";
import { keepMore, keepRefused, type Kept, NOTHING_KEPT } from "./kept.ts";
import { FILE, readPipeline, readWorkflow } from "./read.ts";
import { isPlainCheckout } from "./step-behaviour.ts";

/** Indexes of the steps that are given a secret. */
function secretSteps(job: YamlMap | undefined): readonly number[] {
  const steps = job && memberOf(job, "steps");
  if (steps?.kind !== "list") return [];
  return steps.items.flatMap(({ value }, index) =>
    /\bsecrets\b|github\.token/i.test(JSON.stringify(plain(value))) ? [index] : [],
  );
}

/** Workflows of GitHub. */
export const github: Importer<Kept> = {
  provider: "github",
  read: readPipeline,
  behaviour(path, files) {
    const { workflow } = readWorkflow(path, files);
    return workflow && workflowBehaviour(workflow);
  },
  compiled(text, graph) {
    const { workflow } = readWorkflow("compiled.yml", { read: () => text });
    return workflow && compiledBehaviour(workflow, graph);
  },
  keepMore(path, files, kept, { refused, verdicts }) {
    const { workflow } = readWorkflow(path, files);
    const next = new Map(kept);
    const jobs = new Map(entriesAt(workflow, "jobs").map(({ key, value }) => [key, asMap(value)]));
    let grown = false;
    const keep = (id: string, more: Kept | undefined) => {
      if (!more) return;
      next.set(id, more);
      grown = true;
    };
    for (const [id, why] of refused)
      keep(id, keepRefused(kept.get(id) ?? NOTHING_KEPT, why, secretSteps(jobs.get(id))));
    for (const { job, kind, differences } of verdicts) {
      if (kind === "same" || kind === "notCarried" || refused.has(job)) continue;
      const steps = jobs.get(job)?.entries.find(({ key }) => key === "steps")?.value;
      const first = steps?.kind === "list" ? asMap(steps.items[0]?.value) : undefined;
      keep(job, keepMore(kept.get(job) ?? NOTHING_KEPT, differences, first && isPlainCheckout(first) ? 1 : 0));
    }
    const aspects = new Set(
      verdicts.flatMap(({ differences }) => differences.map(({ aspect }) => /^\w*/.exec(aspect)![0])),
    );
    const ofFile = kept.get(FILE) ?? NOTHING_KEPT;
    const wanted = new Set([
      ...ofFile.keys,
      ...(aspects.has("inputs") ? ["workflow_dispatch"] : []),
      ...(aspects.has("schedule") ? ["schedule"] : []),
      ...(aspects.has("cancelling") ? ["concurrency"] : []),
    ]);
    if (wanted.size > ofFile.keys.size) keep(FILE, { ...ofFile, keys: wanted });
    return grown ? next : undefined;
  },
};
