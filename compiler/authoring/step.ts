import { type CallSite, callSite } from "./call-site.ts";
import type { StepFile } from "../graph/model/index.ts";
import { filesNamed } from "../graph/model/step-file.ts";
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
        /** Which of `$WAYBILL_ENV`, `$WAYBILL_PATH` and `$WAYBILL_SUMMARY` it names. */
        readonly writes: readonly StepFile[];
      }
    | { readonly kind: "exec"; readonly argv: readonly string[] }
    /** Made by `nativeStep`. */
    | { readonly kind: "native"; readonly keys: unknown }
    /** Of {@link ActionOptions}. */
    | { readonly kind: "action"; readonly uses: string; readonly options: unknown };
  readonly name?: string;
  readonly options?: StepOptions;
}

/** A step whose outputs and outcome later steps can read. Made by {@link step}. */
export interface NamedStep<Outputs extends string = never> extends Step {
  /** Values that the step sets, for the environment, scripts, actions and conditions of later steps, and for outputs of the job. */
  readonly outputs: { readonly [Name in Outputs]: Output };
  /**
   * The result of the step, for later steps: `"success"`, `"failure"` (also if the step is allowed to fail), or `"skipped"`:
   * its condition did not hold, or an earlier step failed.
   */
  readonly outcome: Outcome;
}

export interface StepOptions<Outputs extends string = string> {
  /**
   * Names of values that the step sets for later steps. A script appends `name=value` to the file that `$WAYBILL_OUTPUT` names,
   * or, for a value with several lines, `name<<END`, the lines, and `END`. The step fails if the file cannot be read or is larger
   * than 1 MiB. For an action: the outputs of the action that the pipeline reads. A condition compares them without regard to
   * case, as GitHub does. An output that is not set is empty.
   *
   * @example
   * ```ts
   * const version = step("version", sh`echo "next=$(./next-version)" >> "$WAYBILL_OUTPUT"`, { outputs: ["next"] });
   * const tag = step("tag", sh`git tag ${version.outputs.next}`, { when: () => version.outputs.next !== "" });
   * const release = job("release", { image: "alpine/git:2.49.0", steps: [version, tag], outputs: { version: version.outputs.next } });
   * ```
   */
  readonly outputs?: readonly Outputs[];
  /** The id of the step on GitHub. Default: derived from its name, if something refers to the step. */
  readonly id?: string;
  /** Environment variables of this step. They override those of the job. */
  readonly env?: Env;
  /** Relative to the checkout. Default: the job's. */
  readonly workingDirectory?: string;
  /**
   * Runs the step only if this condition holds; otherwise the job continues with the next step. The condition can use facts of
   * the run, outputs of other jobs, and outputs and outcomes of earlier steps. Default: always.
   */
  readonly when?: Predicate;
  /**
   * When the step runs, by the results of the steps before it. `"onSuccess"`: if no step has failed. `"onFailure"`: if a step
   * has failed. `"always"`: in both cases, and on GitHub also if the job is cancelled; on GitLab also then, as `after_script`, if
   * it is the last step, may fail, and all steps are a {@link script}. `"unlessCancelled"`: in both cases, but not if the job is
   * cancelled. After a failure, the job fails whatever the later steps do. Default: `"onSuccess"`.
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
   * How long the step may run. After that, it is stopped and fails. GitHub counts whole minutes; elsewhere the image must
   * contain the program `timeout`. Default: the time limit of the job.
   */
  readonly timeout?: Duration;
  /** Whether the step may fail. If it does, the job continues as if it had succeeded. Default: false. */
  readonly allowFailure?: boolean;
  /**
   * The shell that runs the script. A {@link script} runs as GitHub does for a `shell` of that name: `bash` with `-eo pipefail`,
   * PowerShell until the first error. {@link sh} supports `"sh"` and `"bash"`, also with `-u`. Default: the shell of the job, and
   * for `script` the default shell of the provider.
   *
   * @example
   * ```ts
   * step("sign", script`Get-ChildItem dist | ForEach-Object { ./sign.ps1 $_ }`, { shell: "pwsh" });
   * ```
   */
  readonly shell?: Shell;
}

/** The shells that can run a script. `cmd` and `powershell` exist only on Windows. */
export type Shell = "sh" | "bash" | "pwsh" | "powershell" | "cmd" | "python";

/** @internal */
export const declareStep = (declaration: StepDeclaration): Step =>
  Object.freeze({ [declared]: Object.freeze(declaration) });

/**
 * A script for the job's shell. All its lines run in one process with `set -eu`, and with `pipefail` if the shell supports it.
 *
 * Interpolated values are data. A string or a number reaches the program as exactly one argument, or part of one, inside and
 * outside quotes. A secret, an output, a fact of the run or a built image is passed as an environment variable. The shell
 * reads the script as written, including backslashes; only a backtick and `${` need a backslash because of TypeScript.
 *
 * Lines `NAME=value` (or `NAME<<END`, the lines, `END`) that a script appends to the file that `$WAYBILL_ENV` names are variables
 * of the later steps of the job; they override the job's `env`, except for secrets, and the `env` of a step overrides them.
 * `$WAYBILL_PATH` takes folders for `PATH`, one per line, and `$WAYBILL_SUMMARY` Markdown for people. These three variables are
 * set if the script contains their name.
 *
 * @example
 * ```ts
 * sh`echo "VERSION=$(./next-version)" >> "$WAYBILL_ENV"`;
 * ```
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
 * A script for the default shell of the providers: `bash` if the image or machine has it, otherwise `sh`. It stops at the
 * first command that fails, also in a pipe if the shell supports that (`-e`, `pipefail`). An unset variable is an empty
 * string. Interpolation works as in {@link sh}.
 *
 * On GitLab, if such a script is the only step of a job, it becomes the `script` of the job, and the `env` becomes `variables`,
 * which variables of the project override. Use {@link sh} for new scripts: it also stops at an unset variable.
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
 * A script for PowerShell 7, which stops at the first error. Interpolated values are data: the script reads them from
 * environment variables, so each reaches a command as exactly one argument, or as part of a string in double quotes.
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
 * Runs a script file from the job's checkout, as a separate process in the step's working directory.
 *
 * The program in the `#!` line runs the file. Without that line, the job's shell runs it with `set -eu`, and with `pipefail` if
 * the shell supports it. The file need not be executable. The compiler checks that it exists. If the job has `inputs`, the
 * file is one of them.
 *
 * @param path - Relative to the repository's root, for every working directory.
 * @param args - The arguments, each passed as exactly one argument. Values are passed as in {@link sh}.
 * @example
 * ```ts
 * job("unit", { image: "node:22", steps: [sh`npm ci`, scriptFile("ci/test.sh", ["--reporter", "junit"])] });
 * job("publish", { image: "node:22", steps: [scriptFile("ci/publish.mjs", [runFacts.tag])] });
 * ```
 */
export function scriptFile(path: string, args: readonly EnvValue[] = []): Step {
  const text = readText(path);
  return declareStep({
    kind: "step",
    at: callSite(scriptFile),
    run: { kind: "file", path, interpreter: interpreterOf(text), args, writes: filesNamed(text) },
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
 * @param argv - The program and its arguments, passed unchanged.
 * @example
 * ```ts
 * job("version", { image: app, steps: [exec(["/server", "--version"])] });
 * ```
 */
export function exec(argv: readonly [string, ...string[]]): Step {
  return declareStep({ kind: "step", at: callSite(exec), run: { kind: "exec", argv } });
}

/**
 * Gives a step a name, environment variables, a working directory, a condition or outputs. Without it, the first line of the
 * script is the name of the step.
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
