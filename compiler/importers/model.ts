import type { Span } from "../diagnostics/location.ts";
import type { Expr } from "../expr/model.ts";
import type { Json } from "./yaml/index.ts";

/**
 * What the files of a provider say, as declarations of the language: the middle between a provider's reader and the writer of
 * `pipeline.ts`. A reader makes it of YAML; it knows no TypeScript. The writer knows no provider.
 */
export interface ImportedPipeline {
  /** As people see it. */
  readonly name: string;
  /** The file that it was read from, relative to the repository's root. */
  readonly source: string;
  readonly provider: "github" | "gitlab";
  /** Lines of the comment that the file begins with. */
  readonly comments: readonly string[];
  readonly triggers: readonly ImportedTrigger[];
  /** Constants that jobs refer to: what an anchor, a hidden job or `default` shares. In an order in which each comes after those it uses. */
  readonly shared: readonly SharedValue[];
  /** In the order of the file. */
  readonly jobs: readonly ImportedJob[];
  /** Options of `pipeline(...)` beside `on` and `jobs`. */
  readonly options: Options;
  readonly notes: readonly Note[];
}

/** What a person has to know, by line. `lost` is not carried over; `changed` means something else now; `todo` is to be done by hand. */
export interface Note {
  readonly kind: "lost" | "changed" | "todo";
  readonly at: Span;
  /** The job that it belongs to; absent: the file. */
  readonly job?: string;
  readonly message: string;
}

export interface ImportedTrigger {
  /** A call such as `push({ branches: ["main"] })`. */
  readonly value: Value;
  /** Its inputs can be referred to: it becomes a constant where some are. */
  readonly declares?: "manual" | "call";
  readonly comments: readonly string[];
}

export interface SharedValue {
  /** The anchor, or the hidden job's name. */
  readonly name: string;
  readonly value: Value;
  readonly comments: readonly string[];
}

export interface ImportedJob {
  /** Its key in the file: other jobs name it by this. */
  readonly id: string;
  readonly at: Span;
  readonly comments: readonly string[];
  /**
   * How it is declared. `native`: its keys are kept as the provider has them (`options` are those of `nativeJob`). `workflow`: it
   * is another workflow (`options` are those of `callWorkflow`).
   */
  readonly kind: "job" | "native" | "workflow";
  /** Jobs that come first and are implied by nothing else in it. */
  readonly needs: readonly string[];
  readonly when?: Expr;
  readonly matrix?: ImportedMatrix;
  readonly steps: readonly ImportedStep[];
  /** Names of {@link SharedValue}s that are spread into its options first, weakest first. */
  readonly spreads: readonly string[];
  readonly options: Options;
  /** Where the file has the keys that stay among its native ones. One that is not here is taken to be at the job's place. */
  readonly keptAt?: ReadonlyMap<string, Span>;
  /** What it is where the compiler refuses it: the same job with all keys as the provider has them. */
  readonly fallback?: ImportedJob;
}

export interface ImportedMatrix {
  /** Options of `matrix(...)`: `axes`, `include`, `exclude`, `failFast`, `maxParallel`, `title`. */
  readonly options: Options;
  /** Names of the values that the function is given. */
  readonly axes: readonly string[];
}

export interface ImportedStep {
  readonly at: Span;
  readonly comments: readonly string[];
  /** The name by which later steps refer to its outputs: it becomes a constant where some do. */
  readonly id?: string;
  readonly name?: string;
  /** A `script`, or a call such as `uses(...)`. */
  readonly run: Value;
  readonly when?: Expr;
  /** Options of `step(...)` beside `when`. */
  readonly options: Options;
}

/** Options of a declaration by name, in the order in which they are written. Those that are undefined are left out. */
export type Options = Readonly<Record<string, Value | undefined>>;

/** An expression of the language. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | TextValue
  | ScriptValue
  | Reference
  | ObjectValue
  | CallValue
  | PredicateValue
  | PatternValue
  | GuardedValue
  | SharedReference;

/** A text with references in it. `tag` names the function of the language that joins them, such as `imageName`. */
export interface TextValue {
  readonly kind: "text";
  readonly parts: readonly (string | Reference)[];
  readonly tag?: string;
}

/** A script, `sh` unless another tag is given. What is interpolated is data. */
export interface ScriptValue {
  readonly kind: "script";
  readonly parts: readonly (string | Reference)[];
  readonly tag?: string;
}

/** What is known only when the pipeline runs, or when it is compiled for an instance of a matrix. */
export type Reference =
  /** `secret("NAME")`, `secretFile("NAME")`, `vars("NAME")`, `gitlabVariable("NAME")`. */
  | { readonly kind: "secret" | "secretFile" | "vars" | "gitlabVariable"; readonly name: string }
  /** `runFacts.name`; the name may be a path. */
  | { readonly kind: "fact"; readonly name: string }
  | { readonly kind: "output"; readonly job: string; readonly name: string }
  /** Of an earlier step of the same job. */
  | { readonly kind: "stepOutput"; readonly step: string; readonly name: string }
  | { readonly kind: "stepOutcome"; readonly step: string }
  /** Of a trigger that {@link ImportedTrigger.declares} them. */
  | { readonly kind: "input"; readonly trigger: "manual" | "call"; readonly name: string }
  /** A value of the matrix that the job is an instance of. */
  | { readonly kind: "axis"; readonly name: string }
  | { readonly kind: "artifacts"; readonly job: string }
  | { readonly kind: "job"; readonly job: string };

export interface ObjectValue {
  readonly kind: "object";
  readonly entries: Options;
  /** Shared objects that are spread first. */
  readonly spreads?: readonly string[];
}

/** A call of a function that the language exports. */
export interface CallValue {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Value[];
}

/** `(run) => ...` */
export interface PredicateValue {
  readonly kind: "predicate";
  readonly condition: Expr;
}

/** A regular expression. */
export interface PatternValue {
  readonly kind: "pattern";
  readonly source: string;
  readonly flags: string;
}

/** In a list: there only for the instances of a matrix for which the condition, of axes alone, holds. */
export interface GuardedValue {
  readonly kind: "guarded";
  readonly condition: Expr;
  readonly value: Value;
}

export interface SharedReference {
  readonly kind: "shared";
  readonly name: string;
}

export const object = (entries: Options): ObjectValue => ({ kind: "object", entries });
export const callOf = (name: string, ...args: readonly Value[]): CallValue => ({ kind: "call", name, args });
export const textValue = (...parts: readonly (string | Reference)[]): TextValue => ({ kind: "text", parts });

/** Plain data of a file as a value, such as the keys of a native job. */
export function dataValue(json: Json): Value {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(dataValue);
  return object(Object.fromEntries(Object.entries(json).map(([key, value]) => [key, dataValue(value)])));
}
