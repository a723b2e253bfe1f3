import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { ScriptJob, Service } from "../../graph/model/index.ts";
import type { Yaml } from "../yaml.ts";
import { expansionOf, variableExpansion } from "./expansion.ts";

export function services(job: ScriptJob): readonly Yaml[] {
  return job.services.map((service) => {
    const name = imageOf(service) ?? "";
    const alias = hostOf(name) === service.name ? undefined : service.name;
    const more = { alias, command: service.command, variables: variables(service) };
    return Object.values(more).every((value) => value === undefined) ? name : { name, ...more };
  });
}

/** The image of a service, with the variables that GitLab replaces in it. */
function imageOf({ image }: Service): string | undefined {
  if (image.kind === "registry") return image.reference;
  return image.kind === "template" ? expansionOf(image.parts) : undefined;
}

/** The host name of a service without an alias (docs: ci/services, "Accessing the services"). */
export const hostOf = (image: string): string =>
  image
    .replace(/@.*$/, "")
    .replace(/:[^/]*$/, "")
    .replace(/:\d+\//, "/")
    .replaceAll("/", "-");

/** GitLab expands variables in these. */
function variables(service: Service): Yaml | undefined {
  const literals = Object.entries(service.env).flatMap(([name, value]) => {
    const text = variableExpansion(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return literals.length ? Object.fromEntries(literals) : undefined;
}

/** What GitLab cannot do for a service: it gets no text made in the pipeline, and nothing can be run inside it. */
export function serviceProblems(job: ScriptJob): readonly Diagnostic[] {
  return job.services.flatMap((service) => {
    const at = { at: service.location };
    const names = { job: job.id, service: service.name };
    const values = Object.entries(service.env).filter(
      ([name, value]) => variableExpansion(value) === undefined && !(value.kind === "secret" && value.name === name),
    );
    return [
      ...(service.image.kind === "build" ? [diagnostic("WB3014", names, at)] : []),
      ...(service.image.kind === "template" && imageOf(service) === undefined ? [diagnostic("WB3032", names, at)] : []),
      ...(service.ready?.kind === "command" ? [diagnostic("WB3005", names, at)] : []),
      ...(service.ready?.kind === "log" ? [diagnostic("WB3050", names, at)] : []),
      ...values.map(([variable]) => diagnostic("WB3015", { ...names, variable }, at)),
    ];
  });
}
