import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import type { NativeKeys, NativeValue, StageGraph } from "../graph/model/index.ts";
import { missingNative } from "../graph/native.ts";
import { Commented, type Yaml, type YamlMap } from "./yaml.ts";

/** What is emitted, with a provider's own keys: objects are merged key by key, all else is replaced. */
export function withNative(own: YamlMap, native: NativeKeys | undefined): YamlMap {
  const merged: Record<string, Yaml | undefined> = { ...own };
  for (const [key, value] of Object.entries(native ?? {})) {
    const known = merged[key];
    merged[key] = isKeys(value) && isMap(known) ? withNative(known, value) : value;
  }
  return merged;
}

const isKeys = (value: NativeValue): value is NativeKeys =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isMap = (value: Yaml | undefined): value is YamlMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Commented);

/** The jobs that a provider does not have. */
export function missingProblems(graph: StageGraph, provider: string, target: string): readonly Diagnostic[] {
  return missingNative(graph, provider).map(({ id, location }) =>
    diagnostic("WB3180", { job: id, target, provider }, { at: location }),
  );
}
