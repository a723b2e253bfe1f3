import { type CallSite, callSite } from "./call-site.ts";
import { type Declared, declarationOf, declared } from "./declaration.ts";
import type { Duration } from "./duration.ts";
import type { Env, EnvValue } from "./env.ts";
import { readText } from "./read-file.ts";
import { elementsOf } from "./given.ts";
import { type Outcome, type Output, reference } from "./reference.ts";
import type { Predicate } from "./run.ts";

/** One process of a job. Made by {@link sh}, {@link script}, {@link scriptFile}, {@link exec}, `uses` and {@link step}. */
export interface Step extends Declared<StepDeclaration> {}

/** What a {@link Step} is made of. */
export interface StepDeclaration {
  readonly kind: "step";
  readonly at: CallSite;
  readonly run:
    | {
        readonly kind: "shell";
        readonly parts: readonly string[];
        readonly values: readonly EnvValue[];
        /** Made by {@link script} or {@link pwsh}. */
        readonly plain?: true;
        /** Of {@link pwsh}. */
        readonly shell?: "pwsh";
        /** What `sh` was called with, where that is no template. */
        readonly given?: unknown;
      }
    | {
        readonly kind: "file";
        readonly path: string;
        /** What its `#!` line names: a program and at most one argument. Empty: it has none. */
        readonly interpreter: readonly string[];
        readonly args: readonly EnvValue[];
      }
    | { readonly kind: "exec"; readonly argv: readonly string[] }
    /** Made by `nativeStep`. */
    | { readonly kind: "native"; readonly keys: unknown }
    /** Of {@link ActionOptions}. */
    | { readonly kind: "action"; readonly uses: string; readonly options: unknown };
  readonly name?: string;
  readonly options?: StepOptions;
}

/** A step that later ones can ask: what it has put out, and how it went. Made by {@link step}. */
export interface NamedStep<Outputs extends string = never> extends Step {
  /** Values that it sets, for the environment, scripts, actions and conditions of later steps, and for outputs of the job. */
  readonly outputs: { readonly [Name in Outputs]: Output };
  /**
   * How it went, for later steps: `"success"`, `"failure"` (also where it is allowed to fail), or `"skipped"`: its condition did not
   * hold, or it was not its turn.
   */
  readonly outcome: Outcome;
}

export interface StepOptions<Outputs extends string = string> {
  /**
   * Names of values that it sets for later steps, by appending `name=value` to the file that `$WAYBILL_OUTPUT` names; for a text of
   * several lines `name<<END`, the lines, and `END`. The step fails where they cannot be read, or take more than 1 MiB. Of an action:
   * its outputs that are read. A condition compares them without
   * regard to case, as GitHub does. An output that was not set is empty.
   *
   * @example
   * ```ts
   * const version = step("version", sh`echo "next=$(./next-version)" >> "$WAYBILL_OUTPUT"`, { outputs: ["next"] });
   * const tag = step("tag", sh`git tag ${version.outputs.next}`, { when: () => version.outputs.next !== "" });
   * const release = job("release", { image: "alpine/git:2.49.0", steps: [version, tag], outputs: { version: version.outputs.next } });
   * ```
   */
  readonly outputs?: readonly Outputs[];
  /** Its id on GitHub. Default: made of its name, where something refers to it. */
  readonly id?: string;
  /** Variables of this step, stronger than the job's. */
  readonly env?: Env;
  /** Relative to the checkout. Default: the job's. */
  readonly workingDirectory?: string;
  /**
   * Runs only when this holds; else it is skipped, and the next step is next. It may ask the run, outputs of other jobs, and
   * outputs and outcomes of earlier steps. Default: always.
   */
  readonly when?: Predicate;
  /**
   * When it runs, by how the steps before it went: `"onSuccess"`: while none has failed; `"onFailure"`: once one has;
   * `"always"`: in either case, and on GitHub also when the job is cancelled (on GitLab where it is the last step, is allowed to
   * fail, and all steps are a {@link script}: its `after_script`); `"unlessCancelled"`: in either case, and never then. Whatever
   * runs after a failure, the job has failed. Default: `"onSuccess"`.
   *
   * @example
   * ```ts
   * job("e2e", {
   *   image: "node:22",
   *   steps: [sh`npm run e2e`, step("logs", sh`docker logs app`, { runs: "onFailure" }), step("stop", sh`./stop`, { runs: "always" })],
   * });
   * ```
   */
  readonly runs?: "onSuccess" | "onFailure" | "always" | "unlessCancelled";
  /**
   * How long it may run before it is stopped and has failed. GitHub counts whole minutes; elsewhere the program `timeout` has to
   * be in the image. Default: as long as the job.
   */
  readonly timeout?: Duration;
  /** It may fail: the job goes on as if it had succeeded. Default: false. */
  readonly allowFailure?: boolean;
  /**
   * Runs its script. A {@link script} runs as GitHub runs it for a `shell` of that name: `bash` with `-eo pipefail`, PowerShell
   * until an error. {@link sh} takes `"sh"` and `"bash"`, with `-u` too. Default: the job's, and for `script` the provider's.
   *
   * @example
   * ```ts
   * step("sign", script`Get-ChildItem dist | ForEach-Object { ./sign.ps1 $_ }`, { shell: "pwsh" });
   * ```
   */
  readonly shell?: Shell;
}

/** What can run a script. `cmd` and `powershell` are there on Windows alone. */
export type Shell = "sh" | "bash" | "pwsh" | "powershell" | "cmd" | "python";

/** @internal */
export const declareStep = (declaration: StepDeclaration): Step =>
  Object.freeze({ [declared]: Object.freeze(declaration) });

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
  const given = Array.isArray(script?.raw) ? {} : { given: script };
  return declareStep({ kind: "step", at: callSite(sh), run: { kind: "shell", parts: script?.raw, values, ...given } });
}

/**
 * A script for the shell that the providers use where nothing else is said: `bash` where the image or machine has it, else
 * `sh`. It stops at the first command that fails, and in a pipe too where the shell can tell (`-e`, `pipefail`), but a variable
 * that is not set is an empty text. Interpolation is that of {@link sh}.
 *
 * A job on GitLab whose only step is such a script has it as GitLab's own `script`, and its `env` as `variables`, which
 * variables of the project override. Use {@link sh} for new scripts: it also stops at a variable that is not set.
 *
 * @example
 * ```ts
 * job("unit", {
 *   image: "node:22",
 *   steps: [
 *     script`
 *       npm ci
 *       npm test -- $EXTRA_OPTIONS
 *     `,
 *   ],
 * });
 * ```
 */
export function script(text: TemplateStringsArray, ...values: readonly EnvValue[]): Step {
  const given = Array.isArray(text?.raw) ? {} : { given: text };
  const run = { kind: "shell", parts: text?.raw, values, plain: true, ...given } as const;
  return declareStep({ kind: "step", at: callSite(script), run });
}

/**
 * A script for PowerShell 7, which stops at the first error. What is interpolated is data: it is read from an environment
 * variable, so it reaches a command as exactly one argument, or as that part of a text in double quotes.
 *
 * @example
 * ```ts
 * const archive = "my app.zip";
 * job("pack", { machine: "windows-2022", steps: [pwsh`Compress-Archive -Path dist -DestinationPath ${archive}`] });
 * ```
 */
export function pwsh(text: TemplateStringsArray, ...values: readonly EnvValue[]): Step {
  const given = Array.isArray(text?.raw) ? {} : { given: text };
  const run = { kind: "shell", parts: text?.raw, values, plain: true, shell: "pwsh", ...given } as const;
  return declareStep({ kind: "step", at: callSite(pwsh), run });
}

/**
 * Runs a script of the repository: a process of its own, in the step's working directory, from the checkout that the job has.
 *
 * A file that begins with `#!` is run by what that line names, and its own settings count; any other by the job's shell, with
 * `set -eu` (and `pipefail` where the shell has it). It need not be executable. The compiler sees to it that the file exists;
 * it is one of the job's `inputs`, where the job has any.
 *
 * @param path - Relative to the repository's root, whatever the working directory is.
 * @param args - Arguments, each of which arrives as exactly that one. Values travel as those of {@link sh} do.
 * @example
 * ```ts
 * job("unit", { image: "node:22", steps: [sh`npm ci`, scriptFile("ci/test.sh", ["--reporter", "junit"])] });
 * job("publish", { image: "node:22", steps: [scriptFile("ci/publish.mjs", [runFacts.tag])] });
 * ```
 */
export function scriptFile(path: string, args: readonly EnvValue[] = []): Step {
  return declareStep({
    kind: "step",
    at: callSite(scriptFile),
    run: { kind: "file", path, interpreter: interpreterOf(readText(path)), args },
  });
}

/** As Linux reads the line: what follows the program is one argument, spaces and all. */
function interpreterOf(text: string): readonly string[] {
  const [, program, argument] = /^#![ \t]*([^\s\0]+)[ \t]*([^\r\n\0]*)/.exec(text) ?? [];
  return [program, argument?.trimEnd()].filter((word) => word !== undefined && word !== "") as readonly string[];
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
  return declareStep({ kind: "step", at: callSite(exec), run: { kind: "exec", argv } });
}

/**
 * Gives a step a name, variables, a working directory, a condition or outputs. Without it, a step is called by the first line of
 * its script.
 *
 * @example
 * ```ts
 * step("install", sh`npm ci`, { env: { NODE_ENV: "test" }, workingDirectory: "web" });
 * step("coverage", sh`npm run coverage`, { when: (run) => run.branch === "main" });
 * ```
 */
export function step<const Outputs extends string = never>(
  name: string,
  run: Step,
  options: StepOptions<Outputs> = {},
): NamedStep<Outputs> {
  const inner = declarationOf(run) as StepDeclaration;
  const all = { ...inner?.options, ...options };
  const self: Record<string | symbol, unknown> = {};
  const ofStep = (value: string) => reference({ kind: "stepValue", name: value, step: self });
  const outputs = elementsOf(all.outputs).map((output) => [output, ofStep(`outputs.${output}`)]);
  self.outputs = Object.freeze(Object.fromEntries(outputs));
  self.outcome = ofStep("outcome");
  self[declared] = Object.freeze({ ...inner, name, options: all });
  return Object.freeze(self) as unknown as NamedStep<Outputs>;
}
