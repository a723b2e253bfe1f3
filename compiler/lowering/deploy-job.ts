import type { DeclaredDeploy, DeclaredDestination, DeclaredJob, DeclaredValue } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { DeployJob, Destination, Env, JobBase, KubernetesRollout, Proof } from "../graph/model/index.ts";
import { lowerLogin } from "./build-job.ts";
import { lowerCommand } from "./command.ts";
import { checked, type Scope } from "./report.ts";
import { oneOf, whole } from "./rules/choices.ts";
import { duration } from "./rules/duration.ts";
import { composeProject, engineAddress, engineName, kubernetesName } from "./rules/names.ts";
import { lowerValue } from "./values.ts";

const DEADLINE = 300;
const NO_DELAY = 0;

export function lowerDeploy(
  scope: Scope,
  job: DeclaredDeploy<Location>,
  base: JobBase,
  jobs: readonly DeclaredJob<Location>[],
): DeployJob {
  const build = job.image === undefined ? undefined : jobs[job.image];
  const { to, env } = lowerDestination(scope, job.to);
  return {
    ...base,
    kind: "deploy",
    image: build?.name ?? "",
    proof: lowerProof(scope, job, jobs),
    to,
    env,
    // Whoever pulls the image logs in as the build did; the build itself has complained about what is wrong with it.
    ...(build?.kind === "build" && build.login && pulls(to) && { login: lowerLogin(scope, build.login) }),
  };
}

/** Commands are given what they name, and a cluster has pull secrets of its own. */
const pulls = ({ kind }: DeployJob["to"]) => kind !== "command" && kind !== "kubernetesRollout";

function lowerProof(
  scope: Scope,
  { proof, image }: DeclaredDeploy<Location>,
  jobs: readonly DeclaredJob<Location>[],
): Proof {
  if (proof.kind === "unverified") {
    if (proof.reason.trim() === "") scope.report.add("WB2014", { owner: scope.owner }, { at: scope.at });
    return proof;
  }
  const tests = [...new Set(proof.by)].map((number) => jobs[number]!);
  const inside = tests.some(
    (test) => test.kind === "script" && test.image.kind === "build" && test.image.job === image,
  );
  if (!inside && image !== undefined) {
    scope.report.add("WB2015", { owner: scope.owner, image: jobs[image]!.name }, { at: proof.at });
  }
  return { kind: "tested", by: tests.map((test) => test.name) };
}

const WORKLOADS = ["deployment", "statefulset", "daemonset", "cronjob"] as const;

function lowerDestination(
  scope: Scope,
  to: DeclaredDestination<Location>,
): { readonly to: Destination; readonly env: Env } {
  const deadline = duration(scope, "to.deadline", to.deadline, DEADLINE);
  if (to.kind !== "command") return { to: lowerBuiltIn(scope, to, deadline), env: {} };
  const lowered = lowerCommand(scope, to);
  return { ...lowered, to: { ...lowered.to, deadline } };
}

type BuiltIn<D> = Exclude<D, { kind: "command" }>;

function lowerBuiltIn(
  scope: Scope,
  to: BuiltIn<DeclaredDestination<Location>>,
  deadline: number,
): BuiltIn<Destination> {
  switch (to.kind) {
    case "swarmService":
      return {
        kind: to.kind,
        service: checked(scope, "the service", to.service, engineName),
        order: oneOf(scope, "to.order", to.order, ["start-first", "stop-first"]),
        parallelism: whole(scope, "to.parallelism", to.parallelism ?? 1, [0, 10_000]),
        delay: duration(scope, "to.delay", to.delay, NO_DELAY, NO_DELAY),
        deadline,
        ...engine(scope, to.engine),
      };
    case "containerRestart":
      return {
        kind: to.kind,
        container: checked(scope, "the container", to.container, engineName),
        deadline,
        ...engine(scope, to.engine),
      };
    case "composeService":
      return {
        kind: to.kind,
        service: checked(scope, "the service", to.service, engineName),
        project: checked(scope, "to.project", to.project, composeProject),
        deadline,
        ...engine(scope, to.engine),
      };
    case "kubernetesRollout":
      return { ...lowerKubernetes(scope, to), deadline };
  }
}

function engine(scope: Scope, address: string | undefined) {
  return address === undefined ? {} : { engine: checked(scope, "to.engine", address, engineAddress) };
}

function lowerKubernetes(
  scope: Scope,
  to: Extract<DeclaredDestination<Location>, { kind: "kubernetesRollout" }>,
): Omit<KubernetesRollout, "deadline"> {
  const [workload = "", ...rest] = to.workload.split("/");
  return {
    kind: to.kind,
    workload: oneOf(scope, "the workload", workload, WORKLOADS),
    name: checked(scope, "the workload", rest.join("/"), kubernetesName),
    namespace: checked(scope, "to.namespace", to.namespace, kubernetesName),
    container: checked(scope, "to.container", to.container, kubernetesName),
    ...(to.context !== undefined && { context: to.context }),
    ...lowerKubeconfig(scope, to.kubeconfig),
  };
}

function lowerKubeconfig(scope: Scope, declared: DeclaredValue | undefined): Pick<KubernetesRollout, "kubeconfig"> {
  const value = declared && lowerValue(scope, "to.kubeconfig", declared);
  return value?.kind === "secretFile" ? { kubeconfig: value } : {};
}
