import { type CallSite, callSite } from "./call-site.ts";
import { type Declared, declarationOf, declared } from "./declaration.ts";
import type { Env, EnvValue } from "./env.ts";

/** One process of a job. Made by {@link sh}, {@link exec} and {@link step}. */
export interface Step extends Declared<StepDeclaration> {}

/** What a {@link Step} is made of. */
export interface StepDeclaration {
  readonly kind: "step";
  readonly at: CallSite;
  readonly run:
    | { readonly kind: "shell"; readonly parts: readonly string[]; readonly values: readonly EnvValue[] }
    | { readonly kind: "exec"; readonly argv: readonly string[] };
  readonly name?: string;
  readonly options?: StepOptions;
}

export interface StepOptions {
  /** Variables of this step, stronger than the job's. */
  readonly env?: Env;
  /** Relative to the checkout. Default: the job's. */
  readonly workingDirectory?: string;
}

const make = (declaration: StepDeclaration): Step => Object.freeze({ [declared]: Object.freeze(declaration) });

/**
 * A script for the job's shell: one process, run with `set -eu` (and `pipefail` where the shell has it), whatever its number
 * of lines.
 *
 * What is interpolated is data, never text: a string or a number reaches the program as exactly that one argument, or that
 * part of one, inside quotes and out; a secret, an output, a fact of the run or a built image travels as an environment
 * variable. The script is read as it is written: a backslash is the shell's, and only a backtick and `${` want one for
 * TypeScript's sake.
 *
 * @example
 * ```ts
 * const version = "1.2.3 (beta)";
 * sh`
 *   npm version ${version} --no-git-tag-version
 *   echo "releasing ${version} from $PWD as \${USER:-nobody}"
 * `;
 * ```
 */
export function sh(script: TemplateStringsArray, ...values: readonly EnvValue[]): Step {
  return make({ kind: "step", at: callSite(sh), run: { kind: "shell", parts: script.raw, values } });
}

/**
 * Runs a program without a shell, for images that have none.
 *
 * @param argv - The program and its arguments, each as it is.
 * @example
 * ```ts
 * job("version", { image: app, steps: [exec(["/server", "--version"])] });
 * ```
 */
export function exec(argv: readonly [string, ...string[]]): Step {
  return make({ kind: "step", at: callSite(exec), run: { kind: "exec", argv } });
}

/**
 * Gives a step a name, variables or a working directory. Without it, a step is called by the first line of its script.
 *
 * @example
 * ```ts
 * step("install", sh`npm ci`, { env: { NODE_ENV: "test" }, workingDirectory: "web" });
 * ```
 */
export function step(name: string, run: Step, options: StepOptions = {}): Step {
  const inner = declarationOf(run) as StepDeclaration;
  return make({ ...inner, name, options: { ...inner?.options, ...options } });
}
