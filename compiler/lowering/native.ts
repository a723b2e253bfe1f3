import type { Native, NativeJob, NativeKeys, NativeValue } from "../graph/model/index.ts";
import type { ProviderFacts } from "../graph/provider.ts";
import type { DeclaredJob, Lowered } from "./draft.ts";
import { entriesOf, isList, isRecord, type Written } from "./nodes.ts";
import type { Reader } from "./reader.ts";

/** Keys that the compiler makes itself. */
type Reserved = (rules: ProviderFacts["native"]) => readonly string[];

/** A job as a provider has it: its instances and its stage are the provider's. */
export function lowerNative(from: Reader, { base }: DeclaredJob): Lowered {
  const { scope } = from;
  const native = readProviders(from, ({ place, job }) => (from.has("when") ? [...place, ...job.conditions] : place));
  if (Object.keys(native).length === 0) scope.report.add("WB2260", { owner: scope.owner }, { at: scope.at });
  const job: NativeJob = { ...base, kind: "native", native };
  return { job };
}

export function readNative(from: Reader, reserved: Reserved): Native | undefined {
  if (!from.has("native")) return undefined;
  return readProviders(from.inner("native"), reserved);
}

/** All keys of a step as a provider has it; undefined: there are none. */
export function readStepKeys(from: Reader): Native | undefined {
  const native = readProviders(from, () => []);
  return Object.keys(native).length > 0 ? native : undefined;
}

function readProviders(from: Reader, reserved: Reserved): Native {
  const { providers } = from.scope.walk;
  const names = Object.keys(isRecord(from.options) ? from.options : {}).flatMap((name) =>
    Object.hasOwn(providers, name) ? [name] : [],
  );
  return Object.fromEntries(names.map((name) => [name, readKeys(from, name, reserved(providers[name]!.native))]));
}

function readKeys(from: Reader, provider: string, reserved: readonly string[]): NativeKeys {
  const { scope } = from;
  const field = from.field(provider);
  for (const [key] of from.entries(provider)) {
    if (!reserved.includes(key)) continue;
    scope.report.add("WB2261", { owner: scope.owner, field, key }, { at: scope.at });
  }
  return Object.fromEntries(
    from.entries(provider).map(([key, value]) => [key, readValue(from, `${field}.${key}`, value)]),
  );
}

function readValue(from: Reader, field: string, value: Written): NativeValue {
  if (isList(value)) return value.map((part, index) => readValue(from, `${field}[${index}]`, part));
  if (isRecord(value)) {
    return Object.fromEntries(entriesOf(value).map(([key, inner]) => [key, readValue(from, `${field}.${key}`, inner)]));
  }
  if (typeof value !== "object" || value === null) return value;
  from.misuse(field, "a string, a number, true, false, null, a list or an object of these", value);
  return null;
}
