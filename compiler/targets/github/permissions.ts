import { idTokens } from "../../graph/confidential.ts";
import type { Job } from "../../graph/model/index.ts";
import { valuesOf } from "../../graph/walk.ts";
import { Commented, type YamlMap } from "../yaml.ts";

/** What a job's own steps and ours need, and no more. A right to write includes that to read. */
export function permissions(job: Job): YamlMap {
  const ours: YamlMap = {
    ...(job.kind === "deploy" ? {} : { contents: "read" }),
    ...(idTokens(valuesOf(job)).length > 0 && { "id-token": new Commented("write", "to tell who the job is") }),
    ...(job.manual && { actions: new Commented("read", "to ask for the environment's rules") }),
  };
  const asked = Object.entries(job.permissions ?? {}).filter(([scope, level]) => level === "write" || !(scope in ours));
  return {
    ...ours,
    ...Object.fromEntries(asked.map(([scope, level]) => [scope, new Commented(level, "for its steps")])),
  };
}
