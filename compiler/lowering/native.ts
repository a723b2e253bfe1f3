import { defined } from "../graph/model/defined.ts";
import type { Native, NativeJob, NativeKeys, NativeValue } from "../graph/model/index.ts";
import type { DeclaredJob, Lowered } from "./draft.ts";
import { entriesOf, isList, isRecord, type Written } from "./nodes.ts";
import type { Reader } from "./reader.ts";

type ProviderKeys = Readonly<Record<keyof Native, readonly string[]>>;

/** What places a job in the graph: the compiler makes these keys. */
export const JOB_KEYS: ProviderKeys = {
  github: ["needs", "if", "strategy"],
  gitlab: ["needs", "dependencies", "rules", "only", "except", "when", "stage", "parallel", "extends", "inherit"],
};

/** The same for a job that is the provider's: its instances and its stage are its own affair. */
const PLACE_KEYS: ProviderKeys = {
  github: ["needs", "if"],
  gitlab: ["needs", "rules", "only", "except"],
};

/** What starts a pipeline, and what it is made of. */
export const FILE_KEYS: ProviderKeys = { github: ["jobs", "on"], gitlab: ["stages", "workflow", "include"] };

/** A job as a provider has it. */
export function lowerNative(from: Reader, { base }: DeclaredJob): Lowered {
  const { scope } = from;
  const keys = readProviders(from, PLACE_KEYS);
  if (!keys.github && !keys.gitlab) scope.report.add("WB2260", { owner: scope.owner }, { at: scope.at });
  const job: NativeJob = { ...base, kind: "native", ...keys };
  return { job };
}

/** @param reserved - Keys that the compiler makes itself. */
export function readNative(from: Reader, reserved: ProviderKeys): Native | undefined {
  if (!from.has("native")) return undefined;
  return readProviders(from.inner("native"), reserved);
}

function readProviders(from: Reader, reserved: ProviderKeys): Native {
  const read = (provider: keyof Native) =>
    from.has(provider) ? readKeys(from, provider, reserved[provider]) : undefined;
  return defined({ github: read("github"), gitlab: read("gitlab") });
}

function readKeys(from: Reader, provider: keyof Native, reserved: readonly string[]): NativeKeys {
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
  from.misuse(field, "a text, a number, true, false, null, a list or an object of these", value);
  return null;
}
