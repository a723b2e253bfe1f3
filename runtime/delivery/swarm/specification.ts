import type { SwarmService } from "../../../compiler/graph/model/index.ts";
import { shortReference } from "../../registry/repository.ts";
import type { Service, ServiceSpec, UpdateConfig } from "./api.ts";

const SECOND = 1_000_000_000;

/** The specification with another image, and the deploy's way of updating. Everything else stays as it is. */
export function withImage(spec: ServiceSpec, reference: string, to: SwarmService): ServiceSpec {
  const template = spec.TaskTemplate;
  return {
    ...spec,
    TaskTemplate: { ...template, ContainerSpec: { ...template.ContainerSpec, Image: reference } },
    UpdateConfig: updateConfig(spec, to),
    // The way back takes the order that the way there took, unless the service says otherwise.
    RollbackConfig: spec.RollbackConfig ?? { Parallelism: to.parallelism, Order: orderOf(spec, to) },
  };
}

/** The order of an update: a port of the nodes themselves (`mode=host`) is free for the new task when the old one has stopped. */
export function orderOf({ EndpointSpec }: ServiceSpec, to: SwarmService): SwarmService["order"] {
  return EndpointSpec?.Ports?.some(({ PublishMode }) => PublishMode === "host") ? "stop-first" : to.order;
}

function updateConfig(spec: ServiceSpec, to: SwarmService): UpdateConfig {
  return {
    ...spec.UpdateConfig,
    Order: orderOf(spec, to),
    Parallelism: to.parallelism,
    Delay: to.delay * SECOND,
    FailureAction: "rollback",
    MaxFailureRatio: 0,
  };
}

/** What a deploy would change, a line each; none when the service has that image already. */
export function changes({ Spec }: Service, reference: string, to: SwarmService): readonly string[] {
  const image = Spec.TaskTemplate.ContainerSpec.Image;
  if (isImage(image, reference)) return [];
  const name = `service ${to.service}`;
  const lines = [`${name}: image ${shortReference(image)} -> ${shortReference(reference)}`];
  const { UpdateConfig: present } = Spec;
  const compare = (what: string, old: string | number | undefined, wanted: string | number) => {
    if (old !== wanted) lines.push(`${name}: update ${what} ${old ?? "unset"} -> ${wanted}`);
  };
  compare("order", present?.Order, orderOf(Spec, to));
  compare("parallelism", present?.Parallelism, to.parallelism);
  compare("delay in seconds", (present?.Delay ?? 0) / SECOND, to.delay);
  compare("failure action", present?.FailureAction, "rollback");
  if (orderOf(Spec, to) !== to.order) lines.push(`${name}: a port of the nodes themselves takes ${orderOf(Spec, to)}`);
  return lines;
}

/** The specification to go back to: while an update is under way or has stopped in its middle, that of before it. */
export function settledSpec({ Spec, PreviousSpec, UpdateStatus }: Service): ServiceSpec {
  const state = UpdateStatus?.State;
  return (state === "updating" || state === "paused" ? PreviousSpec : undefined) ?? Spec;
}

/** True when an image of a service is that digest, with or without a tag in between. */
export function isImage(image: string, reference: string): boolean {
  return image.replace(/:[^:/@]+@/, "@") === reference;
}
