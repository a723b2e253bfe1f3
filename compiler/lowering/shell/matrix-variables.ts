import { type DeclaredNode, fieldOf, isList, type Nodes, nodeOf, plain, type Written } from "../nodes.ts";
import type { Varying } from "../scope.ts";
import { instancesOf, type PipelineWalk } from "../walk.ts";

const NONE: Varying = () => undefined;

/** What of each matrix varies, so that it is found out once and not for each of its instances. */
const known = new WeakMap<Nodes, Map<DeclaredNode, Map<string, string | undefined>>>();

/** Which interpolations of a job's scripts have another text in another instance of its matrix, by the axis that they are. */
export function varying({ nodes }: PipelineWalk, job: DeclaredNode): Varying {
  const matrix = nodeOf(nodes, fieldOf(job, "matrix"), "matrix");
  if (!matrix) return NONE;
  const matrices = known.get(nodes) ?? new Map<DeclaredNode, Map<string, string | undefined>>();
  known.set(nodes, matrices);
  const names = matrices.get(matrix) ?? new Map<string, string | undefined>();
  matrices.set(matrix, names);
  return (step, interpolation) => {
    const key = `${step} ${interpolation}`;
    if (!names.has(key)) names.set(key, nameOf(nodes, matrix, { step, interpolation }));
    return names.get(key);
  };
}

interface Hole {
  readonly step: number;
  readonly interpolation: number;
}

function nameOf(nodes: Nodes, matrix: DeclaredNode, hole: Hole): string | undefined {
  const instances = instancesOf(nodes, matrix).map((number) => nodes[number]!);
  const values = instances.map((instance) => textOf(nodes, instance, hole));
  if (values.includes(undefined) || new Set(values).size === 1) return undefined;
  const isAxis = (name: string) =>
    instances.every((instance, index) => {
      const value = fieldOf(fieldOf(instance, "values"), name);
      return String(value === undefined ? value : plain(value)) === values[index];
    });
  const row = fieldOf(instances[0], "values");
  const axes = typeof row === "object" && row !== null ? Object.keys(row) : [];
  return axes.find(isAxis) ?? `value-${hole.interpolation + 1}`;
}

function textOf(nodes: Nodes, instance: DeclaredNode, { step, interpolation }: Hole): string | undefined {
  const steps = fieldOf(fieldOf(instance, "options"), "steps");
  const run = fieldOf(nodeOf(nodes, isList(steps) ? steps[step] : steps, "step"), "run");
  const values: Written | undefined = fieldOf(run, fieldOf(run, "kind") === "file" ? "args" : "values");
  const value = isList(values) ? values[interpolation] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
