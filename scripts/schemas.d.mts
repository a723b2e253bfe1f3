/** The text of `schemas/stage-graph.schema.json`, as the model's types and the table of fields make it. */
export function stageGraphSchema(): Promise<string>;
