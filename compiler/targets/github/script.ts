import { secretFiles } from "../../graph/confidential.ts";
import type { ScriptJob, StageGraph, Step } from "../../graph/model/index.ts";
import { shellWord } from "../shell/quote.ts";
import { withSecretFiles } from "../shell/secret-files.ts";
import { githubShell, stepProcess, stepScript } from "../shell/step.ts";
import { waitFor } from "../shell/wait-for-service.ts";
import type { YamlMap } from "../yaml.ts";
import { actionStep } from "./action-step.ts";
import { afterAllowed, allowing, allowingSteps, allowsCodes } from "./allowed-exit-codes.ts";
import { downloads, uploads } from "./artifacts.ts";
import { restores, saves } from "./cache.ts";
import { artifactName } from "./matrix/dynamic.ts";
import { imageKeys, services } from "./services.ts";
import { conditionalSteps, conditionsStep } from "./step-conditions.ts";
import { checkout } from "./steps.ts";
import { withTokens } from "./tokens.ts";
import { environment, isSecret, literal } from "./values.ts";

/** Where the steps of a job put their outputs, outside of the checkout. */
export const OUTPUT = "/tmp/waybill-output";

/** A job in a container of its image. GitHub replaces the image's entrypoint by itself. */
export function containerKeys(job: ScriptJob, graph: StageGraph): YamlMap {
  if (job.image.kind === "machine") return machineKeys(job, graph);
  return {
    container: { ...imageKeys(job.image, graph), options: job.user && `--user ${shellWord(job.user)}` },
    services: services(job, graph),
    env: { ...jobEnvironment(job, graph), WAYBILL_OUTPUT: job.outputs.length ? OUTPUT : undefined },
    defaults: { run: { shell: githubShell[job.shell] } },
  };
}

/** A job on the machine itself: GitHub's own shell runs what asks for no other one. */
function machineKeys(job: ScriptJob, graph: StageGraph): YamlMap {
  const plain = job.steps.every(({ run }) => run.kind !== "exec" && (run.kind !== "shell" || run.plain === true));
  return {
    services: publishedServices(job, graph),
    env: { ...jobEnvironment(job, graph), WAYBILL_OUTPUT: job.outputs.length ? OUTPUT : undefined },
    defaults: plain ? undefined : { run: { shell: githubShell[job.shell] } },
  };
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
    checkout(),
    ...downloads(job, graph),
    ...restores(job),
    ...waits,
    ...authorSteps(
      job,
      job.steps.map((step, index) => actionStep(step, graph, index + 1) ?? scriptStep(job, step, graph)),
      graph,
    ),
    ...afterAllowed(job, [...outputStep(job), ...uploads(artifactName(job, graph), job.artifacts), ...saves(job)]),
  ];
}

function scriptStep(job: ScriptJob, step: Step, graph: StageGraph): YamlMap {
  return {
    name: stepName(step),
    "working-directory": step.workingDirectory ?? job.workingDirectory,
    ...runKeys(scriptOf(job, step), job.shell, stepEnvironment(job, step, graph)),
  };
}

/** The author's steps as they are emitted, with what each of them waits for. */
export function authorSteps(job: ScriptJob, steps: readonly YamlMap[], graph: StageGraph): readonly YamlMap[] {
  // An action is given no secret of the job.
  const ofJob = (index: number) => (job.steps[index]?.run.kind === "action" ? {} : job.env);
  const given = (index: number) => Object.values({ ...ofJob(index), ...job.steps[index]?.env });
  const conditional = conditionalSteps(job, allowingSteps(job, steps), graph);
  return [
    ...conditionsStep(job, graph),
    ...conditional.flatMap((step, index) => withTokens(given(index), step, index + 1)),
  ];
}

function scriptOf(job: ScriptJob, { run, env }: Step): string {
  if (isNative(job, { run, env })) return run.kind === "shell" ? run.script : "";
  const script = stepScript(run, job.shell);
  const given = { ...job.env, ...env };
  if (allowsCodes(job) || secretFiles(given).length > 0)
    return allowing(job, withSecretFiles(given, stepProcess(script, job), printSecret));
  return job.entrypoint ? `exec ${stepProcess(script, job)}` : script;
}

/** Whether GitHub's own shell runs a step: a plain script on the machine. */
function isNative(job: ScriptJob, { run, env }: Pick<Step, "run" | "env">): boolean {
  if (job.image.kind !== "machine" || run.kind !== "shell" || run.plain !== true) return false;
  return !allowsCodes(job) && secretFiles({ ...job.env, ...env }).length === 0;
}

/** GitHub hands every secret over as a text, in the variable that is to name its file. */
export const printSecret = (variable: string): string => `printf '%s' "$${variable}"`;

/** A step's name, where GitHub would not show the very same by itself. */
export function stepName({ name, run }: Step): string | undefined {
  return run.kind === "shell" && run.script.trim() === name ? undefined : literal(name);
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

/** The last value of each declared output; `name=value` lines are GitHub's own format. */
export function outputStep(job: ScriptJob): readonly YamlMap[] {
  if (job.outputs.length === 0) return [];
  const names = job.outputs.join("|");
  return [
    {
      name: "Outputs",
      id: "outputs",
      run: `if [ -e "$WAYBILL_OUTPUT" ]; then grep -E '^(${names})=' "$WAYBILL_OUTPUT" >> "$GITHUB_OUTPUT" || true; fi`,
    },
  ];
}
