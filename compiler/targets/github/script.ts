import { secretFiles } from "../../graph/confidential.ts";
import { isGitHubOnly } from "../../graph/action-fallback.ts";
import type { ScriptJob, ScriptShell, StageGraph, Step } from "../../graph/model/index.ts";
import { shellWord } from "../shell/quote.ts";
import { withSecretFiles } from "../shell/secret-files.ts";
import { strictShell } from "../../graph/plain-script.ts";
import { githubShell, stepProcess, stepScript } from "../shell/step.ts";
import { readOutputs } from "../shell/outputs.ts";
import { sharedOutputs } from "../../graph/step-values.ts";
import { waitFor } from "../shell/wait-for-service.ts";
import type { YamlMap } from "../yaml.ts";
import { actionStep } from "./action-step.ts";
import { afterAllowed, allowing, allowingSteps, allowsCodes } from "./allowed-exit-codes.ts";
import { downloads, uploads } from "./artifacts.ts";
import { restores, saves } from "./cache.ts";
import { artifactName } from "./matrix/dynamic.ts";
import { handover } from "./handover.ts";
import { imageKeys, services } from "./services.ts";
import { conditionalSteps, conditionsStep } from "./step-conditions.ts";
import { jobCheckout } from "./steps.ts";
import { withTokens } from "./tokens.ts";
import { environment, expression, isSecret, literal } from "./values.ts";

/** Where the steps of a job put their outputs, outside of the checkout. */
export const OUTPUT = "/tmp/waybill-output";

/** A job in a container of its image. GitHub replaces the image's entrypoint by itself. */
export function containerKeys(job: ScriptJob, graph: StageGraph): YamlMap {
  return {
    container: { ...imageKeys(job.image, graph), options: job.user && `--user ${shellWord(job.user)}` },
    services: services(job, graph),
    env: { ...jobEnvironment(job, graph), WAYBILL_OUTPUT: sharedOutputs(job).length ? OUTPUT : undefined },
    defaults: shellKeys(defaultShell(job)),
  };
}

/** A job on the machine itself. */
export function machineKeys(job: ScriptJob, graph: StageGraph): YamlMap {
  return {
    services: publishedServices(job, graph),
    env: { ...jobEnvironment(job, graph), WAYBILL_OUTPUT: sharedOutputs(job).length ? OUTPUT : undefined },
    defaults: shellKeys(defaultShell(job)),
  };
}

const shellKeys = (shell: string | undefined): YamlMap | undefined => (shell ? { run: { shell } } : undefined);

/**
 * The shell that GitHub takes where nothing else is said (docs: workflow syntax, `jobs.<job_id>.steps[*].shell`, and
 * `jobs.<job_id>.container`): what it runs is the same on a machine that has `bash`.
 */
const githubDefault = ({ image }: ScriptJob): string => (image.kind === "machine" ? "bash -e {0}" : "sh -e {0}");

/** What GitHub makes of the names of shells that can be its default here. */
const NAMED: Readonly<Partial<Record<ScriptShell, string>>> = { sh: "sh -e {0}" };

/** The `shell` of a step's script; undefined: GitHub's default. */
function shellOf(job: ScriptJob, step: Step): string | undefined {
  const { run } = step;
  if (run.kind === "action") return undefined;
  const shell = run.kind === "shell" && isNative(job, step) ? run.shell : strictOf(job, step);
  const named = shell === undefined ? undefined : (NAMED[shell as ScriptShell] ?? shell);
  return named === githubDefault(job) ? undefined : shell;
}

function strictOf({ shell }: ScriptJob, { run }: Step): string {
  return githubShell[run.kind === "shell" && !run.plain ? strictShell(run, shell) : shell];
}

/** The `shell` of most steps, for the job: what is a shell of the machine can run the steps that are not the author's too. */
function defaultShell(job: ScriptJob): string | undefined {
  const shells = job.steps.flatMap((step) => (isGitHubOnly(step) ? [] : [shellOf(job, step)]));
  const named = shells.filter((shell) => shell === undefined || /^(bash|sh)\b/.test(shell));
  const [first] = named;
  return named.every((shell) => shell === first) ? first : named.find((shell) => shell?.includes("u"));
}

/** The `shell` of a step that is not its job's. */
function ownShell(job: ScriptJob, step: Step): string | undefined {
  const [shell, ofJob] = [shellOf(job, step), defaultShell(job)];
  return shell === ofJob ? undefined : (shell ?? githubDefault(job));
}

/** Services of a job on the machine are reached at `localhost`, by the ports that they publish there. */
function publishedServices(job: ScriptJob, graph: StageGraph): YamlMap | undefined {
  const entries = services(job, graph);
  if (!entries) return undefined;
  return Object.fromEntries(
    job.services.map((service) => {
      const ports = service.ports.map((port) => `${port}:${port}`);
      return [service.name, { ...(entries[service.name] as YamlMap), ports: ports.length ? ports : undefined }];
    }),
  );
}

export function containerSteps(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  const waits = job.services.flatMap((service) => {
    const run = waitFor(service, job.image.kind === "machine" ? "localhost" : service.name);
    return run ? [{ name: `Wait for ${service.name}`, run }] : [];
  });
  return [
    ...jobCheckout(job, graph),
    ...downloads(job, graph),
    ...restores(job, graph),
    ...waits,
    ...authorSteps(
      job,
      job.steps.map((step, index) => actionStep(step, graph, index + 1) ?? scriptStep(job, step, graph)),
      graph,
    ),
    ...afterAllowed(job, [
      ...outputStep(job),
      ...uploads(artifactName(job, graph), job.artifacts),
      ...saves(job, graph),
    ]),
  ];
}

function scriptStep(job: ScriptJob, step: Step, graph: StageGraph): YamlMap {
  return {
    name: stepName(step),
    id: step.id,
    "working-directory": step.workingDirectory ?? job.workingDirectory,
    shell: ownShell(job, step),
    ...(isNative(job, step)
      ? { env: stepEnvironment(job, step, graph), run: lines(literal(scriptOf(job, step))) }
      : runKeys(scriptOf(job, step), job.shell, stepEnvironment(job, step, graph))),
  };
}

/** The author's steps as they are emitted, with what each of them waits for. */
export function authorSteps(job: ScriptJob, steps: readonly YamlMap[], graph: StageGraph): readonly YamlMap[] {
  // An action is given no secret of the job.
  const ofJob = (index: number) => (job.steps[index] && isGitHubOnly(job.steps[index]) ? {} : job.env);
  const given = (index: number) => Object.values({ ...ofJob(index), ...job.steps[index]?.env });
  const turns = steps.map((step, index) => withTurn(job.steps[index]!, step));
  const conditional = conditionalSteps(job, allowingSteps(job, turns), graph);
  return [
    ...conditionsStep(job, graph),
    ...conditional.flatMap((step, index) => withTokens(given(index), step, index + 1)),
  ];
}

const STATUS = { onFailure: "failure()", always: "always()", unlessCancelled: "!cancelled()" } as const;

/** When a step runs, and what its failure is to the job. */
function withTurn(step: Step, { name, id, ...rest }: YamlMap): YamlMap {
  return {
    ...{ name, id, if: step.runs && expression(STATUS[step.runs]) },
    "continue-on-error": step.allowFailure,
    "timeout-minutes": step.timeout && Math.ceil(step.timeout / 60),
    ...rest,
  };
}

function scriptOf(job: ScriptJob, step: Step): string {
  const lines = isNative(job, step) ? handover(step, nativeShell(job, step)) : handover(step, "sh");
  return `${lines}${ownScript(job, step)}`;
}

function nativeShell({ image, runner }: ScriptJob, { run }: Step): ScriptShell {
  const named = run.kind === "shell" ? run.shell : undefined;
  // On Windows it is PowerShell (docs: workflow syntax, `jobs.<job_id>.steps[*].shell`).
  const isWindows = runner?.github?.some((label) => /windows/i.test(label)) === true;
  return named ?? (image.kind === "machine" ? (isWindows ? "pwsh" : "bash") : "sh");
}

function ownScript(job: ScriptJob, { run, env }: Step): string {
  if (isNative(job, { run, env })) return run.kind === "shell" ? run.script : "";
  const script = stepScript(run, run.kind === "shell" ? strictShell(run, job.shell) : job.shell);
  const given = { ...job.env, ...env };
  if (allowsCodes(job) || secretFiles(given).length > 0)
    return allowing(job, withSecretFiles(given, stepProcess(script, job), printSecret));
  return job.entrypoint ? `exec ${stepProcess(script, job)}` : script;
}

/** Whether GitHub itself runs a plain script by the shell that it asks for; in a container it takes `sh` where none is named. */
function isNative(job: ScriptJob, { run, env }: Pick<Step, "run" | "env">): boolean {
  if (run.kind !== "shell" || run.plain !== true || job.entrypoint) return false;
  if (job.image.kind !== "machine" && run.shell === undefined) return false;
  return !allowsCodes(job) && secretFiles({ ...job.env, ...env }).length === 0;
}

/** GitHub hands every secret over as a text, in the variable that is to name its file. */
export const printSecret = (variable: string): string => `printf '%s' "$${variable}"`;

/** A step's name, where GitHub would not show the very same by itself. */
export function stepName({ name, run, outputs, writes }: Step): string | undefined {
  return outputs === undefined && writes === undefined && run.kind === "shell" && run.script.trim() === name
    ? undefined
    : literal(name);
}

/** The job's environment but for its secrets, which go to the steps: actions have no business with them. */
export function jobEnvironment(job: ScriptJob, graph: StageGraph): YamlMap | undefined {
  return environment(job.env, graph, (value) => !isSecret(value));
}

export function stepEnvironment(job: ScriptJob, step: Step, graph: StageGraph): YamlMap | undefined {
  const number = job.steps.indexOf(step) + 1;
  const secrets = environment(job.env, graph, isSecret, number);
  const own = environment(step.env, graph, () => true, number);
  return secrets || own ? { ...secrets, ...own } : undefined;
}

/**
 * A script as `run` and, where needed, `env`. GitHub would take `${{` for an expression of its own and put its value into the
 * script, so a script that has it comes in a variable, in which `${{` can be written.
 */
export function runKeys(script: string, shell: ScriptJob["shell"], env: YamlMap | undefined): YamlMap {
  if (!script.includes("${{")) return { env, run: lines(script) };
  const process = shell === "bash" ? "bash -euo pipefail -c" : "sh -euc";
  return { env: { ...env, WAYBILL_SCRIPT: literal(script) }, run: `exec ${process} "$WAYBILL_SCRIPT"` };
}

function lines(script: string): string {
  return script.includes("\n") ? `${script.replace(/\n$/, "")}\n` : script;
}

/** The last value of each declared output. */
export function outputStep(job: ScriptJob): readonly YamlMap[] {
  const names = sharedOutputs(job);
  if (names.length === 0) return [];
  const keep = `if [ -z "$end" ]; then printf '%s=%s\\n' "$name" "$value"
  else printf '%s<<%s\\n%s\\n%s\\n' "$name" "$end" "$value" "$end"
  fi >> "$GITHUB_OUTPUT"`;
  const run = readOutputs({ names, file: '"$WAYBILL_OUTPUT"', keep, warning: "::warning::The output " });
  return [{ name: "Outputs", id: "outputs", run }];
}
