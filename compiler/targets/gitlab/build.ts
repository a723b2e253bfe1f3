import type { BuildJob, StageGraph, Value } from "../../graph/model/index.ts";
import { buildScript, runValues, secretVariable } from "../shell/build.ts";
import { waitForEngine } from "../shell/login.ts";
import { shellWord } from "../shell/quote.ts";
import { days } from "./artifacts.ts";
import { besideEngine } from "./dind.ts";
import { digestFile } from "./files.ts";
import type { JobKeys } from "./job.ts";
import { loginWords } from "./login.ts";
import { eventLines } from "./script.ts";
import { assignments, printSecret, valueWord } from "./values.ts";

/** A build job: the engine beside it, one script, and the digest in a file for those who need it. */
export function buildKeys(job: BuildJob, graph: StageGraph): JobKeys {
  const words = [
    `REPOSITORY=${shellWord(job.repository)}`,
    `COMMIT="$CI_COMMIT_SHA"`,
    ...(job.tagFrom ? ['GIT_BRANCH="${CI_COMMIT_BRANCH:-}"', 'GIT_TAG="${CI_COMMIT_TAG:-}"'] : []),
    `SOURCE="$CI_PROJECT_URL"`,
    ...(loginWords(job.id, graph) ?? []),
    ...(job.ssh ? assignments({ BUILD_SSH_KEY: job.ssh }, graph) : []),
    ...assignments(job.env, graph),
    ...Object.entries(runValues(job)).map(([name, parts]) => {
      return `${name}=${parts.map((part) => valueWord(part, graph)).join("")}`;
    }),
    ...Object.entries(job.secrets).flatMap(([id, value]) => secretWords(secretVariable(id), value, graph)),
  ];
  const file = shellWord(digestFile(job.id));
  const kept = `mkdir -p ${shellWord(`.waybill/${job.id}`)}\necho "$digest" > ${file}\n`;
  const isPushed = job.push !== false;
  return {
    image: besideEngine.image,
    services: [besideEngine.service],
    variables: besideEngine.variables,
    script: [
      waitForEngine,
      ...eventLines(job),
      exported(words) + (isHandedFiles(job, words) ? FORGET : ""),
      isPushed ? `${buildScript(job)}${kept}` : buildScript(job),
    ],
    ...(isPushed && { artifacts: { paths: [digestFile(job.id)], expire_in: days(1) } }),
  };
}

/** Outputs and digests of other jobs come in files: they are no part of the context, or it would differ from that elsewhere. */
const FORGET = "rm -rf .waybill\n";

const isHandedFiles = (job: BuildJob, words: readonly string[]) =>
  job.needs.some((need) => need.artifacts) || words.some((word) => word.includes(".waybill/"));

/** A shell takes the line breaks at the end of what a command prints; a dot behind them keeps those of a file. */
function secretWords(variable: string, value: Value, graph: StageGraph): readonly string[] {
  if (value.kind !== "secretFile") return [`${variable}=${valueWord(value, graph)}`];
  return [`${variable}="$(${printSecret(variable, value.name)}; echo .)"`, `${variable}="\${${variable}%.}"`];
}

/** Parameters of a script, a line each. */
export function exported(words: readonly string[]): string {
  return `${words.map((word) => `export ${word}`).join("\n")}\n`;
}
