import { dataValue, type ImportedMatrix, object, type Value } from "../model.ts";
import { entriesOf, plain, memberOf, type YamlMap } from "../yaml/index.ts";
import { namesIn } from "./extend.ts";

/** `parallel` of a job: a matrix, or kept as it is where it is none that the language has. */
export function matrixOf(job: YamlMap): { readonly matrix: ImportedMatrix } | { readonly native: Value } | undefined {
  const parallel = memberOf(job, "parallel");
  if (!parallel) return undefined;
  const native = { native: dataValue(plain(parallel)) };
  const list = parallel.kind === "map" ? memberOf(parallel, "matrix") : undefined;
  if (list?.kind !== "list" || list.items.length !== 1) return native;
  const [{ value } = { value: undefined }] = list.items;
  if (value?.kind !== "map") return native;
  const axes = entriesOf(value).map(({ key, value: values }) => [key, namesIn(values)] as const);
  if (axes.some(([, values]) => values.some((one) => one.includes("$")))) return native;
  return {
    matrix: {
      axes: axes.map(([key]) => key),
      options: { axes: object(Object.fromEntries(axes)) },
    },
  };
}
