/** Whose fault a diagnostic is; it decides the exit code: 1, 2 and 3. */
export type Fault = "pipeline" | "usage" | "infrastructure";

export type Severity = "error" | "warning";

/** A sentence with named placeholders, as made by {@link text}. */
export interface Template<Name extends string> {
  readonly names: readonly Name[];
  fill(values: Readonly<Record<Name, string>>): string;
}

/** What the catalogue holds of one code. */
export interface Definition<M extends string = string, R extends string = string> {
  readonly severity: Severity;
  readonly fault: Fault;
  /** What is wrong: one sentence. */
  readonly message: Template<M>;
  /** What to do about it: one sentence. */
  readonly remedy: Template<R>;
  /** The longer story that `waybill explain CODE` prints: why the rule exists, an example that breaks it, and one that does not. */
  readonly explain: string;
}

/** The entries of one catalogue file: only codes that start with these two digits compile. */
export type Hundred<Digits extends string> = { readonly [code in `WB${Digits}${number}`]: object };

/**
 * A message template whose placeholders are named by its interpolations.
 *
 * @example
 * ```ts
 * text`no job is called ${"name"}`.fill({ name: "unit" }); // "no job is called unit"
 * ```
 */
export function text<const Names extends readonly string[]>(
  strings: TemplateStringsArray,
  ...names: Names
): Template<Names[number]> {
  return {
    names,
    fill: (values) =>
      strings.reduce((sentence, part, index) => sentence + values[names[index - 1] as Names[number]] + part),
  };
}

/** The sentence of a template for readers of the catalogue: each placeholder is its name in angle brackets. */
export const withPlaceholders = ({ names, fill }: Template<string>): string =>
  fill(Object.fromEntries(names.map((name) => [name, `<${name}>`])));

/** Declares one diagnostic. Severity is `error` and fault `pipeline` unless said otherwise. */
export function define<M extends string = never, R extends string = never>(
  definition: Pick<Definition<M, R>, "message" | "remedy" | "explain"> & Partial<Definition<M, R>>,
): Definition<M, R> {
  return { severity: "error", fault: "pipeline", ...definition };
}
