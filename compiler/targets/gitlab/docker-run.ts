import type { ScriptJob, StageGraph } from "../../graph/model/index.ts";
import { BARE_OUTPUT, givenWords, insideStart, insideStep, isCompound, needsNoShell } from "../shell/docker-run.ts";
import { loginScript, waitForEngine } from "../shell/login.ts";
import { withSecretFilesInside } from "../shell/secret-files.ts";
import { waitFor } from "../shell/wait-for-service.ts";
import { loginWords } from "./login.ts";
import { checkoutScript } from "./checkout.ts";
import { command, eventLines, flow, OUTPUT, outputs } from "./script.ts";
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
  return [
    ...stepTests(job),
    waitForEngine,
    ...(login ? [`export ${login.join(" ")}\n${loginScript}`] : []),
    ...eventLines(job),
    ...job.services.flatMap((service) => waitFor(service, service.name) ?? []),
    insideStart(imageWord(job.image, graph), { job, folder: '"$CI_PROJECT_DIR"', extra: hosts }),
    ...checkoutScript(job),
    ...flow(job, (step, index) => {
      const env = { ...job.env, ...step.env };
      const words = assignments(env, graph);
      const run = insideStep({ job, index, root: "$CI_PROJECT_DIR", output: OUTPUT, extra: hosts });
      const process = isCompound(run) ? givenWords(words, run) : command(words, run);
      return withSecretFilesInside(env, process, printSecret);
    }),
    ...(job.outputs.length && !bare
      ? [`docker exec waybill cat ${OUTPUT} > ${OUTPUT} 2> /dev/null || true`, ...outputs(job, OUTPUT)]
      : []),
    ...(job.outputs.length && bare
      ? [`touch ${BARE_OUTPUT}`, ...outputs(job, BARE_OUTPUT), `rm -f ${BARE_OUTPUT}`]
      : []),
  ];
}
