import type { Destination } from "./model/index.ts";

/** What is to be known of a kind of destination, in one place: a new kind is a new entry, and does not compile without. */
export interface DestinationFacts<To extends Destination> {
  /** As people call it in reports and diagrams. */
  readonly label: (to: To) => string;
  /** As records of deliveries call it. */
  readonly target: (to: To) => string;
  /** What two deploys must not touch at once, by the parts of its name. */
  readonly turn: (to: To) => readonly string[];
  /** Where destinations of one name are told apart: the engine, or the context of the kubeconfig. */
  readonly place: (to: To) => string | undefined;
  /** It lives on a Docker engine. */
  readonly onEngine: boolean;
  /** It pulls with the login of the build. */
  readonly pullsWithLogin: boolean;
  /** What its script takes, beside `IMAGE` and the login, by the variables that it reads. */
  readonly parameters: (to: To) => Readonly<Record<string, string>>;
  /** The client that its script runs. */
  readonly client: "docker" | "kubectl";
  /** Programs that its script needs beside the client. */
  readonly programs: readonly string[];
}

type ByKind = { readonly [Kind in Destination["kind"]]: DestinationFacts<Extract<Destination, { kind: Kind }>> };

const onEngine = { onEngine: true, pullsWithLogin: true, client: "docker" } as const;

const FACTS: ByKind = {
  swarmService: {
    ...{ ...onEngine, programs: [] },
    label: (to) => `Swarm service ${to.service}`,
    target: (to) => `service ${to.service}`,
    turn: (to) => ["swarm", to.service],
    place: (to) => to.engine,
    parameters: (to) => ({ SERVICE: to.service, ...deadline(to), ...engine(to) }),
  },
  containerRestart: {
    ...{ ...onEngine, programs: ["curl", "jq"] },
    label: (to) => `container ${to.container}`,
    target: (to) => `container ${to.container}`,
    turn: (to) => ["container", to.container],
    place: (to) => to.engine,
    parameters: (to) => ({ CONTAINER: to.container, ...deadline(to), ...order(to), ...engine(to) }),
  },
  composeService: {
    ...{ ...onEngine, programs: ["curl", "jq"] },
    label: (to) => `service ${to.service} of Compose project ${to.project}`,
    target: (to) => `service ${to.service} of compose project ${to.project}`,
    turn: (to) => ["compose", to.project, to.service],
    place: (to) => to.engine,
    parameters: (to) => ({
      ...{ PROJECT: to.project, SERVICE: to.service, ...deadline(to) },
      ...{ ...order(to), ...engine(to) },
    }),
  },
  kubernetesRollout: {
    ...{ onEngine: false, pullsWithLogin: false, client: "kubectl", programs: [] },
    label: (to) => `${to.workload} ${to.namespace}/${to.name}`,
    target: (to) => `${to.workload} ${to.namespace}/${to.name}`,
    turn: (to) => ["kubernetes", to.namespace, to.workload, to.name],
    place: (to) => to.context,
    parameters: (to) => ({
      ...{ WORKLOAD: `${to.workload}/${to.name}`, CONTAINER: to.container, NAMESPACE: to.namespace },
      ...deadline(to),
    }),
  },
  command: {
    ...{ onEngine: false, pullsWithLogin: true, client: "docker", programs: [] },
    label: (to) => to.name,
    target: (to) => `command ${to.name}`,
    turn: (to) => ["command", to.name],
    place: () => undefined,
    parameters: () => ({}),
  },
};

const deadline = (to: Destination) => ({ DEADLINE: String(to.deadline) });
const engine = (to: { readonly engine?: string }) => (to.engine ? { DOCKER_HOST: to.engine } : {});
const order = (to: { readonly order?: string }) => (to.order ? { ORDER: to.order } : {});

/** What of a destination is known by its kind, with the destination filled in. */
export function factsOf(to: Destination): {
  readonly [Fact in keyof DestinationFacts<Destination>]: DestinationFacts<Destination>[Fact] extends (
    to: Destination,
  ) => infer Answer
    ? () => Answer
    : DestinationFacts<Destination>[Fact];
} {
  const facts = FACTS[to.kind] as DestinationFacts<Destination>;
  const { label, target, turn, place, parameters, ...rest } = facts;
  return {
    ...rest,
    label: () => label(to),
    target: () => target(to),
    turn: () => turn(to),
    place: () => place(to),
    parameters: () => parameters(to),
  };
}
