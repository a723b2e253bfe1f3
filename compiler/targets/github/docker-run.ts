import type { ScriptJob, Service, StageGraph, Step, StepFile } from "../../graph/model/index.ts";
import { sharedOutputs } from "../../graph/step-values.ts";
import { isGitHubOnly } from "../../graph/action-fallback.ts";
import {
  BARE_OUTPUT,
  CONTAINER,
  insideStart,
  insideStep,
  needsNoShell,
  outputOf,
  runInside,
} from "../shell/docker-run.ts";
import { fileOf, readHanded, takes, takeStart } from "../shell/handed.ts";
import { loginScript } from "../shell/login.ts";
import { withSecretFilesInside } from "../shell/secret-files.ts";
import { githubShell } from "../shell/step.ts";
import type { YamlMap } from "../yaml.ts";
import { actionStep } from "./action-step.ts";
import { afterAllowed, allowing } from "./allowed-exit-codes.ts";
import { downloads, uploads } from "./artifacts.ts";
import { restores, saves } from "./cache.ts";
import { GITHUB_FILES } from "./handover.ts";
import { loginEnvironment } from "./login.ts";
import { artifactName } from "./matrix/dynamic.ts";
import { asOne, attemptSteps } from "./retry.ts";
import { removal } from "./retry-services.ts";
import { authorSteps, jobEnvironment, OUTPUT, outputStep, printSecret, runKeys, stepEnvironment } from "./script.ts";
import { runModeOf } from "./run-mode.ts";
import { services, waitFromOutside } from "./services.ts";
import { jobCheckout } from "./steps.ts";
import { expression, imageText, literal } from "./values.ts";

/**
 * A job in a container of its own making: the machine does the checkout, and each step goes into the container, with the
 * image's own user.
 */
export function insideKeys(job: ScriptJob, graph: StageGraph): YamlMap {
  return {
    services: runModeOf(job) === "attempts" ? undefined : services(job, graph),
    env: { ...jobEnvironment(job, graph), WAYBILL_OUTPUT: sharedOutputs(job).length ? OUTPUT : undefined },
    defaults: { run: { shell: githubShell.bash } },
  };
}

export function insideSteps(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  const repeats = runModeOf(job) === "attempts";
  return [
    ...jobCheckout(job, graph),
    ...downloads(job, graph),
    ...restores(job, graph),
    ...(repeats ? attemptSteps(job, graph) : onceSteps(job, graph)),
    ...afterAllowed(repeats ? asOne(job) : job, [
      ...(sharedOutputs(job).length ? [{ name: "Fetch outputs", run: fetchOutputs(job) }] : []),
      ...outputStep(job),
      ...uploads(artifactName(job, graph), job.artifacts),
      ...saves(job, graph),
    ]),
    {
      name: "Stop the image",
      if: expression("always()"),
      run: repeats ? removal(job) : removal({ ...job, services: [] }),
    },
  ];
}

/** The author's steps, each one of GitHub's. */
function onceSteps(job: ScriptJob, graph: StageGraph): readonly YamlMap[] {
  const network = `--network "$(docker inspect --format '{{.HostConfig.NetworkMode}}' waybill)"`;
  const extra = job.services.length ? [network] : [];
  const steps = job.steps.map((step, index) => {
    const action = actionStep(step, graph, index + 1);
    if (action) return action;
    const process = insideStep({ job, index, root: "$GITHUB_WORKSPACE", output: OUTPUT, extra });
    const own = withSecretFilesInside({ ...job.env, ...step.env }, process, printSecret);
    const take = takes(job, index) ? `${takeStart}\n` : "";
    const run = `${take}${fetchOwn(job, step, index)}${own}`;
    return {
      name: literal(step.name),
      id: step.id,
      ...runKeys(allowing(job, run), "bash", stepEnvironment(job, step, graph)),
    };
  });
  return [...job.services.flatMap(waitStep), startStep(job, graph), ...authorSteps(job, steps, graph)];
}

/** Fetches what a step has put out or hands on when it ends, however it does. */
function fetchOwn(job: ScriptJob, step: Step, index: number): string {
  const file = outputOf(job, step, { root: "$GITHUB_WORKSPACE", output: OUTPUT });
  const bare = needsNoShell(job);
  const read = bare ? `cat ${file}` : `docker exec ${CONTAINER} cat ${file}`;
  const outputs = step.outputs
    ? [`${read} >> "$GITHUB_OUTPUT" 2> /dev/null || true${bare ? `; rm -f ${file}` : ""}`]
    : [];
  const all = [...outputs, ...copies(job, step, index)];
  const fetch = all.length > 0 ? `fetch_outputs() { ${all.join("; ")}; }\n` : "";
  const handed = readHanded(step, index);
  if (handed) {
    const then = fetch ? "fetch_outputs; " : "";
    return `${fetch}read_outputs() {\n${runInside(handed)}\n}\ntrap 'code=$?; ${then}read_outputs || exit $((code ? code : 1))' EXIT\n`;
  }
  return fetch && `${fetch}trap fetch_outputs EXIT\n`;
}

/** Copies of what a step has written to GitHub's own files: the summary, and for actions what it hands on. */
function copies(job: ScriptJob, { writes = [] }: Step, index: number): readonly string[] {
  const hasAction = job.steps.slice(index + 1).some(isGitHubOnly);
  const copied = writes.filter((file) => file === "summary" || hasAction);
  return copied.map((file) => copyFile(file, index));
}

const copyFile = (file: StepFile, index: number): string =>
  `docker exec ${CONTAINER} cat ${fileOf(file, index)} >> "$${GITHUB_FILES[file]}" 2> /dev/null || true`;

function fetchOutputs(job: ScriptJob): string {
  return needsNoShell(job)
    ? `touch ${BARE_OUTPUT} && mv -f ${BARE_OUTPUT} "$WAYBILL_OUTPUT"`
    : `docker exec waybill cat ${OUTPUT} > "$WAYBILL_OUTPUT" || true`;
}

function startStep(job: ScriptJob, graph: StageGraph): YamlMap {
  const { image } = job;
  const login = image.kind === "build" ? loginEnvironment(image.job, graph) : undefined;
  const first = job.services[0];
  const start = insideStart('"$IMAGE"', {
    job,
    folder: '"$GITHUB_WORKSPACE"',
    extra: first ? ['--network "$NETWORK"'] : [],
  });
  return {
    name: "Start the image",
    env: {
      IMAGE: imageText(image, graph),
      ...login,
      NETWORK: first && expression(`job.services.${first.name}.network`),
    },
    run: `${login ? loginScript : ""}# The image's own user may be any, and works in this folder.\nchmod -R a+rwX .\n${start}`,
  };
}

function waitStep(service: Service): readonly YamlMap[] {
  const { name } = service;
  const run = waitFromOutside(service);
  return run ? [{ name: `Wait for ${name}`, env: { SERVICE: expression(`job.services.${name}.id`) }, run }] : [];
}
