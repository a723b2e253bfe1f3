import type { StageGraph } from "../../compiler/graph/model/index.ts";
import * as conditions from "../../compiler/graph/passes/conditions.ts";
import * as delivery from "../../compiler/graph/passes/delivery.ts";
import * as environment from "../../compiler/graph/passes/environment.ts";
import * as passes from "../../compiler/graph/passes/index.ts";
import * as injection from "../../compiler/graph/passes/injection.ts";
import type { Pass } from "../../compiler/graph/passes/pass.ts";
import { providers } from "../../compiler/targets/providers.ts";

/** A pass over a graph that is alone in its file, for all providers. */
const alone = (pass: Pass) => (graph: StageGraph) => pass(graph, { file: [graph], providers });

export const checkConditions = alone(conditions.checkConditions);
export const checkDelivery = alone(delivery.checkDelivery);
export const checkEnvironment = alone(environment.checkEnvironment);
export const checkInjection = alone(injection.checkInjection);
export const checkGraph = (graph: StageGraph) => passes.checkGraph(graph, providers);
