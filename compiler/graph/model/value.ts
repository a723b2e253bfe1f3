import type { RunVariable } from "../../expr/model.ts";

/**
 * Where an environment variable's value comes from. Only a literal is ever part of a file that is emitted; the others are
 * read when the job runs, and never become part of a script's text.
 */
export type Value =
  | LiteralValue
  | SecretValue
  | SecretFileValue
  | IdTokenValue
  | OutputValue
  | StepValue
  | RunValue
  | InputValue
  | ImageValue
  | AxisValue
  | ProjectValue
  | GitLabValue
  | TextValue;

export interface LiteralValue {
  readonly kind: "literal";
  readonly value: string;
}

/** A secret of the provider, by its name there. */
export interface SecretValue {
  readonly kind: "secret";
  readonly name: string;
}

/** The path of a file with exactly the secret's value, there for one step alone. The variable never holds the value itself. */
export interface SecretFileValue {
  readonly kind: "secretFile";
  readonly name: string;
}

/** A token that the provider signs to tell the audience which job asks. It is as secret as a {@link SecretValue}. */
export interface IdTokenValue {
  readonly kind: "idToken";
  /** Its variable on GitLab, and what it is given by on this machine. A job has one token of a name. */
  readonly name: string;
  /** Whom it is for, as its `aud` claim says. */
  readonly audience: string;
}

/** An output of a job that is needed. */
export interface OutputValue {
  readonly kind: "output";
  readonly job: string;
  readonly name: string;
}

/** What an earlier step of the same job has left: its `outcome`, or `outputs.` and the name of an output; empty where it is not set. */
export interface StepValue {
  readonly kind: "step";
  /** The id of the step. */
  readonly step: string;
  readonly name: string;
}

/**
 * A fact of the run; empty where it does not apply. All but `event`, `sha` and `status` can be chosen by an outsider. `status` is for
 * final jobs: `succeeded`, `failed` or `cancelled`, as the jobs went that it waited for.
 */
export interface RunValue {
  readonly kind: "run";
  readonly name: RunVariable["name"] | "status";
}

/** An input of the manual trigger; its default, or empty, on any other event. */
export interface InputValue {
  readonly kind: "input";
  readonly name: string;
}

/** `repository@sha256:...` of an image that is built in this pipeline. */
export interface ImageValue {
  readonly kind: "image";
  readonly job: string;
}

/** A value of the instance of a dynamic matrix that the job will be. */
export interface AxisValue {
  readonly kind: "matrix";
  readonly name: string;
}

/** A variable of the project, by its name at the provider; empty where it is not set. */
export interface ProjectValue {
  readonly kind: "vars";
  readonly name: string;
}

/**
 * A predefined variable of GitLab's. On this machine it has the value of the fact that it names, else of the variable of this
 * name that the run is given.
 */
export interface GitLabValue {
  readonly kind: "gitlab";
  readonly name: string;
}

/** A text that is put together of values when the job runs. */
export interface TextValue {
  readonly kind: "text";
  readonly parts: readonly PartValue[];
}

/** What a text is put together of. A text with a secret in it is as secret as that. */
export type PartValue = Exclude<Value, TextValue | SecretFileValue | IdTokenValue>;

/** A value that may be read by all who can see where it goes. */
export type PublicValue = LiteralValue | OutputValue | RunValue | InputValue | ImageValue;

/** Environment variables by name. */
export type Env = Readonly<Record<string, Value>>;
