import { timeLimit } from "../../graph/control.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { secretFiles } from "../../graph/confidential.ts";
import { isGitHubOnly } from "../../graph/action-fallback.ts";
import type { IdTokenValue, ImageReference, ScriptJob, StageGraph, Step, Value } from "../../graph/model/index.ts";
import { givenWords, insideStart, insideStep, runInside } from "../shell/docker-run.ts";
import { fileOf, takes, takeStart } from "../shell/handed.ts";
import { readingFiles } from "../shell/step-values.ts";
import { loginScript } from "../shell/login.ts";
import { shellWord } from "../shell/quote.ts";
import { withSecretFilesInside } from "../shell/secret-files.ts";
import { metVariable, whereMet } from "../shell/step.ts";
import { flowEnd, flowStart, hasFlow, inTurn, kept } from "../shell/step-flow.ts";
import type { YamlMap } from "../yaml.ts";
import { hasAction } from "./action-step.ts";
import { allowing, allowingSteps } from "./allowed-exit-codes.ts";
import { loginEnvironment } from "./login.ts";
import { networkWords, removal, servicesGiven, servicesStart } from "./retry-services.ts";
import { OUTPUT, printSecret } from "./script.ts";
import { conditionsStep, conditionTexts } from "./step-conditions.ts";
import { expression, imageText, isSecret, literal, valueText } from "./values.ts";

/** What GitHub's machine has outside of the checkout. */
const [TREE, CODE] = ['"$RUNNER_TEMP/waybill-tree.tar"', '"$RUNNER_TEMP/waybill-code"'];

/**
 * GitHub repeats no job by itself, so all attempts are one step: each has a new container, the files as they were before the
 * first one, and the job's whole time. Several steps could not be begun again.
 */
export function attemptSteps(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  const conditions = conditionTexts(job, graph);
  const given = job.steps.map((step, index) => givenTo(job, step, graph, index));
  const met = conditions.flatMap((text, index) => (text ? [[metVariable(index), expression(text)] as const] : []));
  const attempts: YamlMap = {
    name: `Up to ${job.retry + 1} attempts`,
    env: {
      IMAGE: imageText(job.image, graph),
      ...servicesGiven(job, graph),
      ...Object.fromEntries([...met, ...given.flatMap(Object.entries)]),
      WAYBILL_ATTEMPT: literal(attemptScript(job, conditions)),
    },
    run: repeating(job),
  };
  return [
    pullStep("Pull the image", job.image, graph),
    ...job.services.map(({ name, image }) => pullStep(`Pull the image of ${name}`, image, graph)),
    ...conditionsStep(job, graph),
    ...allowingSteps(asOne(job), [attempts]),
  ];
}

function pullStep(name: string, image: ImageReference, graph: StageGraph): YamlMap {
  const login = image.kind === "build" ? loginEnvironment(image.job, graph) : undefined;
  return {
    name,
    env: { IMAGE: imageText(image, graph), ...login },
    run: `${login ? loginScript : ""}docker pull --quiet "$IMAGE"\n`,
  };
}

/** The job as GitHub sees its steps. */
export const asOne = (job: ScriptJob): ScriptJob => ({
  ...job,
  steps: job.steps.slice(0, 1).map(({ id: _, ...step }) => step),
});

/** Seconds that all attempts together may take. */
export const wholeTime = (job: ScriptJob): number => timeLimit(job) * (job.retry + 1);

export function retryProblems(job: ScriptJob): readonly Diagnostic[] {
  if (job.retry === 0) return [];
  const refuse = (reason: string) => [diagnostic("WB3019", { job: job.id, reason }, { at: job.location })];
  if (job.retryOn?.reasons.includes("infrastructure")) return refuse("a machine that is lost takes its job with it");
  if (hasAction(job)) return refuse("its actions are steps of GitHub's own, which could not be begun again");
  return [];
}

/** Secrets of the job and the step's own variables. Steps may have different ones under one name, so each has its prefix. */
function givenTo(job: ScriptJob, step: Step, graph: StageGraph, index: number): YamlMap {
  const own = ownValues(job, step).filter(([, { kind }]) => kind !== "idToken");
  return Object.fromEntries(own.map(([name, value]) => [prefixed(index, name), valueText(value, graph, index + 1)]));
}

function ownValues(job: ScriptJob, step: Step): readonly (readonly [string, Value])[] {
  const secrets = Object.entries(job.env).filter(([, value]) => isSecret(value));
  return Object.entries({ ...Object.fromEntries(secrets), ...step.env });
}

const prefixed = (index: number, name: string) => `WAYBILL_${index + 1}_${name}`;

/** What a step of an attempt writes is read as elsewhere; GitHub shows its summary. */
const ATTEMPT_FILES = {
  base: OUTPUT,
  within: runInside,
  summary: (_: Step, index: number) =>
    `${runInside(`cat ${fileOf("summary", index)}`)} >> "$GITHUB_STEP_SUMMARY" || true`,
} as const;

const withoutOutputs = ({ outputs: _, ...step }: Step): Step => step;

/** One attempt: what fails leaves its exit code, by which a step's failure is told from the end of the time. */
function attemptScript(job: ScriptJob, conditions: readonly (string | undefined)[]): string {
  const extra = networkWords(job);
  const start = insideStart('"$IMAGE"', { job, folder: '"$GITHUB_WORKSPACE"', extra });
  const steps = job.steps.map((step, index) => {
    // Refused, which is told with the file.
    if (isGitHubOnly(step)) return "";
    const env = { ...job.env, ...step.env };
    const files = new Set(secretFiles(env).map(({ variable }) => variable));
    const own = ownValues(job, step);
    const process = insideStep({ job, index, root: "$GITHUB_WORKSPACE", output: OUTPUT, extra });
    const words = own.flatMap(([name]) => (files.has(name) ? [] : [`${name}="$${prefixed(index, name)}"`]));
    const command = withSecretFilesInside(env, givenWords(words, process), (name) =>
      printSecret(prefixed(index, name)),
    );
    const whole = readingFiles({ ...ATTEMPT_FILES, step: withoutOutputs(step), index }, command);
    const tokens = own.flatMap(([name, value]) =>
      value.kind === "idToken" ? fetchToken(prefixed(index, name), value) : [],
    );
    const run = `${tokens.join("")}echo ${shellWord(`$ ${step.name}`)}\n${hasFlow(job) ? kept(step, whole) : `${whole.trimEnd()} || failed $?\n`}`;
    const met = conditions[index] ? whereMet(`[ "$${metVariable(index)}" = true ]`, step, run) : run;
    return hasFlow(job) ? inTurn(step, index, met) : met;
  });
  return `failed() { echo "$1" > ${CODE}; exit 1; }
# The image's own user may be any, and works in this folder.
chmod -R a+rwX .
${job.steps.some((_, index) => takes(job, index)) ? `${takeStart}\n` : ""}${servicesStart(job)}${start}${hasFlow(job) ? `${flowStart}\n${steps.join("")}${flowEnd("failed")}\n` : steps.join("")}`;
}

/**
 * A token is valid for five minutes, so it is fetched right before its step, as GitHub documents it (Security > OpenID
 * Connect, updating your actions). It is a JSON web token, in which nothing has to be escaped.
 */
function fetchToken(variable: string, { audience }: IdTokenValue): string {
  const url = `"$ACTIONS_ID_TOKEN_REQUEST_URL&audience="${shellWord(encodeURIComponent(audience))}`;
  const header = '"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN"';
  return `${variable}=$(curl --silent --show-error --fail --retry 5 --header ${header} ${url} |
  sed -n 's/.*"value": *"\\([^"]*\\)".*/\\1/p')
if [ -z "$${variable}" ]; then echo "GitHub has given no id token" >&2; exit 1; fi
echo "::add-mask::$${variable}"
`;
}

/** Hosted machines have `sudo` without a password (docs: GitHub-hosted runners, administrative privileges). */
function repeating(job: ScriptJob): string {
  return `as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -- "$@"; fi; }
tar --create --file ${TREE} .
attempts() {
  number=1
  while true; do
    rm -f ${CODE}
    code=0
    timeout --kill-after 5 ${timeLimit(job)} bash -euo pipefail -c "$WAYBILL_ATTEMPT" || code=$?
    if [ "$code" -eq 0 ]; then return 0; fi
    timed_out=$(case $code in 124 | 137) echo true ;; *) echo false ;; esac)
    if [ -e ${CODE} ]; then code=$(cat ${CODE}); timed_out=false; fi
    if "$timed_out"; then echo "::error::Attempt $number took longer than ${timeLimit(job)} seconds."; fi
    ${repeated(job)}
    if [ "$number" -gt ${job.retry} ] || ! "$again"; then return "$code"; fi
    echo "::warning::Attempt $number failed with exit code $code."
    number=$((number + 1))
    ${removal(job).replaceAll("\n", "\n    ")}
    as_root find . -mindepth 1 -delete || return 1
    as_root tar --extract --file ${TREE} || return 1
  done
}
${allowing(job, "attempts").trimEnd()}
`;
}

/** Whether there is to be another attempt; a container that could not be started has left neither a code nor the time. */
function repeated({ retryOn }: ScriptJob): string {
  const { reasons, exitCodes } = retryOn ?? { reasons: ["failure"] as const, exitCodes: [] };
  const all = reasons.includes("failure");
  const some = `case $code in ${exitCodes.join(" | ")}) again=true ;; *) again=false ;; esac`;
  return `if "$timed_out"; then again=${reasons.includes("timeout")}
    elif [ ! -e ${CODE} ]; then again=false
    else ${all || exitCodes.length === 0 ? `again=${all}` : some}
    fi`;
}
