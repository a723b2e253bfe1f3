import type { Importer } from "../provider.ts";
import { compiledBehaviour, workflowBehaviour } from "./behaviour.ts";
import { readPipeline, readWorkflow } from "./read.ts";

/** Workflows of GitHub. */
export const github: Importer = {
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
};
