import { NAMES } from "./conditions/terms.ts";
import { expansionOf } from "./expansion.ts";
import { gitlab } from "./provider.ts";
import { secretName } from "../../graph/confidential.ts";
import type { BuildJob, Env, ImageReference, RunValue, ScriptJob, StageGraph, Value } from "../../graph/model/index.ts";
import { runsProgramsAlone } from "../shell/docker-run.ts";
import { stepText } from "../shell/step-values.ts";
import { shellWord } from "../shell/quote.ts";
import { contentOf, digestFile, OUTPUT, outputFile, STATUS_FILE } from "./files.ts";
import { inputVariable } from "./input-variable.ts";
import { isPlain } from "./plain-script.ts";

/** The facts of a run, the event by its name here: see {@link eventScript}. */
const RUN_VARIABLES: Readonly<Record<Exclude<RunValue["name"], "status">, string>> = {
  ...NAMES,
  event: "$event",
  // It is refused before.
  pullRequestAuthor: "",
};

/** `succeeded` or `failed`, inside a final job. */
const STATUS_WORD = `"$(cat ${STATUS_FILE} 2> /dev/null || echo failed)"`;

/** What a child pipeline of ours, in which the source is always `parent_pipeline`, knows the source of its parent by. */
export const PARENT_SOURCE = "WAYBILL_PARENT_SOURCE";

const renamed = Object.entries(gitlab.events)
  .filter(([event, sources]) => !sources.includes(event))
  .map(([event, sources]) => `  ${sources.join(" | ")}) event=${event} ;;`);

/** Sets `$event`, which GitLab calls by other names. Needed before a value of that kind is read. */
export const eventScript = `source=\${${PARENT_SOURCE}:-$CI_PIPELINE_SOURCE}
case $source in
${renamed.join("\n")}
  *) event=$source ;;
esac
`;

/** A value as one word of the job's script. Secrets and what outsiders choose stay behind a variable's name. */
export function valueWord(value: Value, graph: StageGraph): string {
  switch (value.kind) {
    case "literal":
      return shellWord(value.value);
    case "secret":
    case "secretFile":
    case "idToken":
      return `"$${value.name}"`;
    case "run":
      return value.name === "status" ? STATUS_WORD : `"${RUN_VARIABLES[value.name]}"`;
    case "input":
      return `"$${inputVariable(value.name)}"`;
    case "output":
      return `"${contentOf(outputFile(value.job, value.name))}"`;
    case "step":
      return `"${stepText(OUTPUT, value)}"`;
    case "image":
      return `"${imageReference(value.job, graph)}"`;
    case "matrix":
    case "vars":
    case "gitlab":
      return `"$${value.name}"`;
    case "text":
      return value.parts.map((part) => valueWord(part, graph)).join("") || "''";
  }
}

/** `repository@digest` of a build, inside double quotes. */
export function imageReference(job: string, graph: StageGraph): string {
  return `${repositoryOf(job, graph)}@${contentOf(digestFile(job))}`;
}

/**
 * The image of a job that GitLab itself can run it in: its name is known before, variables of a matrix are in it as such, it
 * has a shell, and its own entrypoint, which GitLab would run once around all steps, is not wanted.
 */
export function nativeImage(job: ScriptJob): string | undefined {
  const { image, entrypoint } = job;
  if (image.kind === "machine") return "";
  // GitLab itself starts its shell by the image's entrypoint, so a job that it runs in that shell has it.
  if ((entrypoint === "image" && !isPlain(job)) || runsProgramsAlone(job)) return undefined;
  if (image.kind === "registry") return image.reference;
  if (image.kind === "build") return undefined;
  return isChosenLate(image.parts) ? undefined : expansionOf(image.parts);
}

/** A fact that an outsider chooses, or an input, names an image only after it was checked, so the job's own script starts it. */
const isChosenLate = (parts: readonly Value[]) => parts.some(({ kind }) => kind === "run" || kind === "input");

/** An image by its name, as one word. What is put together from several is still one argument. */
export function imageWord(image: ImageReference, graph: StageGraph): string {
  if (image.kind === "build") return `"${imageReference(image.job, graph)}"`;
  if (image.kind === "registry") return shellWord(image.reference);
  if (image.kind === "machine") throw new Error("a machine has no image");
  return image.parts.map((part) => valueWord(part, graph)).join("");
}

export function repositoryOf(job: string, graph: StageGraph): string {
  return graph.jobs.find((one): one is BuildJob => one.id === job && one.kind === "build")?.repository ?? "";
}

/**
 * Prints a secret's value, of whichever type its variable is: one of type File is the path of a file (docs: ci/variables,
 * use file type CI/CD variables), which not every user may read, and no container of ours has.
 */
export const printSecret = (_: string, secret: string): string =>
  `if [ -f "$${secret}" ]; then cat "$${secret}"; else printf '%s' "$${secret}"; fi`;

/**
 * `NAME=value` words. A secret that already has its name needs none: GitLab puts every variable into every job. One that is
 * a file comes with the step.
 */
export function assignments(env: Env, graph: StageGraph): readonly string[] {
  return Object.entries(env)
    .filter(([name, value]) => value.kind !== "secretFile" && secretName(value) !== name)
    .map(([name, value]) => `${name}=${valueWord(value, graph)}`);
}
