import type { ScriptJob, StageGraph, Step } from "../../graph/model/index.ts";
import { sharedOutputs } from "../../graph/step-values.ts";
import { stepOutputFile } from "../shell/step-values.ts";
import {
  BARE_OUTPUT,
  CONTAINER,
  givenWords,
  insideStart,
  insideStep,
  isCompound,
  needsNoShell,
  outputOf,
  runInside,
} from "../shell/docker-run.ts";
import { loginScript, waitForEngine } from "../shell/login.ts";
import { withSecretFilesInside } from "../shell/secret-files.ts";
import { waitFor } from "../shell/wait-for-service.ts";
import { loginWords } from "./login.ts";
import { checkoutScript } from "./checkout.ts";
import { OUTPUT } from "./files.ts";
import { command, eventLines, flow, outputs, takingStart } from "./script.ts";
import { stepTests } from "./step-conditions.ts";
import { assignments, imageWord, printSecret } from "./values.ts";

/**
 * The script of a job that runs in an image that is known only when the pipeline runs. GitLab cannot take a job's image from
 * another job, so the image runs on an engine beside this job: its digest, its own user, and the checkout under the same path.
 */
export function insideScript(job: ScriptJob, graph: StageGraph): readonly string[] {
  const login = job.image.kind === "build" ? loginWords(job.image.job, graph) : undefined;
  const hosts = job.services.map(
    (service) => `--add-host "${service.name}:$(getent hosts ${service.name} | cut -d ' ' -f 1)"`,
  );
  const bare = needsNoShell(job);
  const isShared = sharedOutputs(job).length > 0;
  return [
    ...stepTests(job),
    waitForEngine,
    ...(login ? [`export ${login.join(" ")}\n${loginScript}`] : []),
    ...eventLines(job),
    ...job.services.flatMap((service) => waitFor(service, service.name) ?? []),
    insideStart(imageWord(job.image, graph), { job, folder: '"$CI_PROJECT_DIR"', extra: hosts }),
    ...checkoutScript(job),
    ...takingStart(job),
    ...flow(
      job,
      (step, index) => {
        const env = { ...job.env, ...step.env };
        const words = assignments(env, graph);
        const run = insideStep({ job, index, root: "$CI_PROJECT_DIR", output: OUTPUT, extra: hosts });
        const process = isCompound(run) ? givenWords(words, run) : command(words, run);
        return fetching(job, step, withSecretFilesInside(env, process, printSecret));
      },
      runInside,
    ),
    ...(isShared && !bare ? [`docker exec waybill cat ${OUTPUT} > ${OUTPUT} 2> /dev/null || true`] : []),
    ...(isShared && bare ? [`touch ${BARE_OUTPUT}`] : []),
    ...outputs(job, bare ? BARE_OUTPUT : OUTPUT),
    ...(isShared && bare ? [`rm -f ${BARE_OUTPUT}`] : []),
  ];
}

/** A step's command that leaves its outputs outside of the container, however it ends. */
function fetching(job: ScriptJob, step: Step, process: string): string {
  const inside = step.outputs && outputOf(job, step, { root: "$CI_PROJECT_DIR", output: OUTPUT });
  if (!inside) return process;
  const file = stepOutputFile(OUTPUT, step);
  const fetch = needsNoShell(job) ? `mv ${inside} ${file}` : `docker exec ${CONTAINER} cat ${inside} > ${file}`;
  return `(\nfetch_outputs() { ${fetch} 2> /dev/null || true; }\ntrap fetch_outputs EXIT\n${process.trimEnd()}\n)\n`;
}
