import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { StageGraph } from "../model/index.ts";

const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Services that no step can reach. */
export function checkServices(graph: StageGraph): readonly Diagnostic[] {
  return graph.jobs.flatMap((job) => {
    if (job.kind !== "script") return [];
    const names = new Set<string>();
    return job.services.flatMap((service) => {
      const taken = names.has(service.name);
      names.add(service.name);
      const reason = taken
        ? "another service has that name"
        : service.name === "localhost"
          ? "that name leads to the job itself"
          : HOST_NAME.test(service.name)
            ? ""
            : "that is not a valid host name";
      return reason
        ? [diagnostic("WB2067", { service: service.name, job: job.id, reason }, { at: service.location })]
        : [];
    });
  });
}
