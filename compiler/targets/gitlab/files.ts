import { shellWord } from "../shell/quote.ts";

/** Where the steps of a job put their outputs, outside of the checkout. */
export const OUTPUT = "/tmp/waybill-output";

/**
 * Files in which a job hands texts to the jobs that need it, kept as artifacts. Not GitLab's dotenv report: that one has
 * room for 20 short values, and a project's variable of the same name would win over it (docs: ci/variables, precedence).
 */
export function outputFile(job: string, name: string): string {
  return `.waybill/${job}/${name}`;
}

export function digestFile(job: string): string {
  return `.waybill/${job}/digest`;
}

/** A shell expression that is the file's text. */
export function contentOf(file: string): string {
  return `$(cat ${shellWord(file)})`;
}

/** Where a final job finds how the run went: only a job that comes after success alone writes it. */
export const STATUS_FILE = ".waybill/status";

/** Where the instances of a dynamic matrix find which of their steps run. */
export function conditionsFile(job: string): string {
  return `.waybill/${job}/steps`;
}

/** Where a job tells those that need it whether it ran. No job's name has a dot. */
export function stateFile(job: string): string {
  return `.waybill/${job}.state`;
}

/** What a witness leaves where GitLab has made it part of the pipeline. No job's name has a dot. */
export function witnessFile(name: string): string {
  return `.waybill/${name.replace(":", ".")}`;
}
