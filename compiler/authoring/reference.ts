import { type Declared, declarationOf, declared } from "./declaration.ts";

/** What a reference stands for, when it is read. */
export type Referent =
  | { readonly kind: "secret"; readonly name: string }
  | { readonly kind: "secretFile"; readonly name: string }
  | { readonly kind: "idToken"; readonly name: string; readonly audience: string }
  | { readonly kind: "output"; readonly name: string; readonly job: object }
  /** `outcome`, or `outputs.` and a name. */
  | { readonly kind: "stepValue"; readonly name: string; readonly step: object }
  | { readonly kind: "run"; readonly name: string }
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "matrix"; readonly name: string; readonly of: string }
  | { readonly kind: "vars" | "gitlabVariable"; readonly name: string }
  | {
      readonly kind: "text value";
      readonly name: string;
      readonly parts: readonly string[];
      readonly values: readonly unknown[];
    };

/** A value that is known only while a job runs. It reaches a step as an environment variable, and never as script text. */
export interface Reference<T> extends Declared<Referent> {
  /** Holds no value; it keeps references of different types apart. */
  readonly [type]?: T;
}

declare const type: unique symbol;
declare const outsider: unique symbol;
declare const confidential: unique symbol;
declare const confidentialFile: unique symbol;
declare const identity: unique symbol;
declare const composed: unique symbol;

/**
 * A {@link Reference} whose value someone outside the project may choose, such as a branch name or an input. It is passed as
 * an environment variable, so it cannot become part of a script.
 */
export interface Untrusted<T> extends Reference<T> {
  readonly [outsider]: true;
}

/** A secret of the provider. It cannot be converted to a string: pass it to `env`, `secrets` or `login`, or interpolate it in a script. */
export interface Secret extends Reference<string> {
  readonly [confidential]: true;
}

/** The path of a file that contains a secret. It is handled like a {@link Secret}: pass it to `env` or `secrets`, or interpolate it in a script. */
export interface SecretFile extends Reference<string> {
  readonly [confidentialFile]: true;
}

/** A token that identifies a job. It is handled like a {@link Secret}: pass it to `env` or `secrets`, or interpolate it in a script. */
export interface IdToken extends Reference<string> {
  readonly [identity]: true;
}

/** A text that contains a secret. It is handled like a {@link Secret}. Made by `text`. */
export interface Text extends Reference<string> {
  readonly [composed]: true;
}

/** A {@link Reference} to a value that is not confidential: neither a secret nor a token, nor a text that contains one. */
export interface PublicReference<T> extends Reference<T> {
  readonly [confidential]?: never;
  readonly [confidentialFile]?: never;
  readonly [identity]?: never;
  readonly [composed]?: never;
}

/**
 * An output of a job. In `when` it is used like a string. Everywhere else it is a {@link Reference}, without the methods of a
 * string.
 */
export type Output = string & Reference<string>;

/** How a step went. It is read as an {@link Output} is. */
export type Outcome = ("success" | "failure" | "skipped") & Reference<string>;

/** @internal */
export function reference<R>(referent: Referent): R {
  const refuse = (): never => refuseValue(referent);
  const conversions = { [Symbol.toPrimitive]: refuse, toJSON: refuse, toString: refuse, valueOf: refuse };
  return Object.freeze(Object.assign(Object.create(withoutText), { [declared]: Object.freeze(referent) }, conversions));
}

const refusedProperty: PropertyDescriptor = {
  get(this: unknown): never {
    return refuseValue(declarationOf(this) as Referent);
  },
};

/** Prototype of references: what texts and numbers have is refused, in place of being undefined. */
const withoutText: object = Object.create(Object.prototype, {
  ...refused(Number.prototype),
  ...refused(String.prototype),
  [Symbol.iterator]: refusedProperty,
});

function refused(prototype: object): PropertyDescriptorMap {
  const names = Object.getOwnPropertyNames(prototype).filter((name) => !(name in Object.prototype));
  return Object.fromEntries(names.map((name) => [name, refusedProperty]));
}

/** What the compiler's sandbox provides; absent wherever a pipeline is merely imported. */
interface Sandbox {
  unknown(what: string, mark: number): never;
}

/** Reports a value that is used before it is known, at the place of a mark or, without one, where that happens. */
function refuseValue(referent: Referent, mark = -1): never {
  const { [Symbol.for("waybill.sandbox")]: sandbox } = globalThis as { readonly [name: symbol]: unknown };
  if (sandbox) (sandbox as Sandbox).unknown(phrase(referent), mark);
  throw new TypeError(
    `${phrase(referent)} is not known until the job runs, so it cannot become part of a string: pass it in env, or interpolate it in sh\`...\` itself`,
  );
}

/** @internal The kinds of all references. */
export const REFERENT_KINDS: ReadonlySet<string> = new Set<Referent["kind"]>([
  "secret",
  "secretFile",
  "idToken",
  "output",
  "stepValue",
  "run",
  "input",
  "matrix",
  "vars",
  "gitlabVariable",
  "text value",
]);

/**
 * A value whose content decides something while the pipeline is evaluated: it is compared, or tested for truth. The
 * frontend puts this around such values. A reference stands for a value that is not known yet, and would decide it always
 * in the same way.
 */
export function decided<T>(mark: number, value: T): T {
  const declaration = declarationOf(value);
  if (declaration && REFERENT_KINDS.has(declaration.kind)) refuseValue(declaration as Referent, mark);
  return value;
}

/** What people call a kind of value, where its own name is no word. */
export const WORDS: Readonly<Partial<Record<string, string>>> = {
  idToken: "id token",
  secretFile: "secret file",
  stepValue: "value of a step",
  vars: "variable",
  gitlabVariable: "GitLab variable",
};

function phrase({ kind, name }: Referent): string {
  if (kind === "run") return `the run's ${name}`;
  if (kind === "stepValue")
    return name === "outcome" ? "the outcome of a step" : `the output ${name.slice("outputs.".length)} of a step`;
  if (kind === "text value") return "a text with values of the run";
  return `the ${WORDS[kind] ?? kind} ${name}`;
}
