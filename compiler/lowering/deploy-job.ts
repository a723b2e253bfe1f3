import { defined } from "../graph/model/defined.ts";
import type { DeployJob, Destination, Env, KubernetesRollout, Proof } from "../graph/model/index.ts";
import { readLogin } from "./build-job.ts";
import { readCommand } from "./command.ts";
import type { DeclaredJob, Lowered } from "./draft.ts";
import { type DeclaredNode, fieldOf, kindOf, nodeOf, placeOf, refOf } from "./nodes.ts";
import { oneOf, type Reader, reader } from "./reader.ts";
import { composeProject, engineAddress, engineName, kubernetesName } from "./rules/names.ts";
import { report, type Scope, validate } from "./scope.ts";
import { readValue, usedJob } from "./values.ts";
import { jobNumbers } from "./walk.ts";

const DEADLINE = 300;
const NO_DELAY = 0;

/** A job that ships an image. */
export function lowerDeploy(from: Reader, { base }: DeclaredJob): Lowered {
  const { image, proof, build } = readProof(from);
  const { to, env } = readDestination(from);
  const job: DeployJob = {
    ...base,
    kind: "deploy",
    image,
    proof,
    to,
    env,
    ...defined({ login: build && pulls(to) ? loginOf(from.scope, build) : undefined }),
  };
  return { job };
}

/** Commands are given what they name, and a cluster has pull secrets of its own. */
const pulls = ({ kind }: Destination) => kind !== "command" && kind !== "kubernetesRollout";

/** Whoever pulls the image logs in as the build does; what is wrong with the login is the build's to report. */
const loginOf = (scope: Scope, build: DeclaredNode) =>
  readLogin(reader({ ...scope, report: report(), misuses: report() }, fieldOf(build, "options")));

interface ReadProof extends Pick<DeployJob, "image" | "proof"> {
  /** The image's node. */
  readonly build?: DeclaredNode;
}

function readProof(from: Reader): ReadProof {
  const { scope } = from;
  const node = nodeOf(scope.walk.nodes, from.get("image"), "tested", "unverified");
  if (!node) {
    from.misuse("image", "an image that was tested: app.testedBy(job)", from.get("image"));
    return { image: "", proof: { kind: "tested", by: [] } };
  }
  const shipped = fieldOf(node, "image");
  const image = usedJob(from, "image", shipped, "image");
  const build = nodeOf(scope.walk.nodes, shipped, "image");
  const proof = kindOf(node) === "tested" ? readTests(from, node, image) : readReason(from, node);
  return { image, proof, ...defined({ build }) };
}

function readTests(from: Reader, node: DeclaredNode, image: string): Proof {
  const { scope } = from;
  const tests = reader(scope, node).list("by");
  const numbers = tests.flatMap(({ value }, index) => jobNumbers(from, `image.testedBy(${index + 1})`, value, "job"));
  scope.use(numbers);
  const shipped = refOf(fieldOf(node, "image"));
  const isInside = numbers.some((number) => {
    const test = scope.walk.nodes[scope.walk.jobs[number]!.node]!;
    return kindOf(test) === "job" && refOf(fieldOf(fieldOf(test, "options"), "image")) === shipped;
  });
  if (!isInside && image !== "") {
    const at = placeOf(fieldOf(node, "at")) ?? scope.at;
    scope.report.add("WB2015", { owner: scope.owner, image }, { at });
  }
  return { kind: "tested", by: [...new Set(numbers)].map((number) => scope.walk.jobs[number]!.name) };
}

function readReason({ scope }: Reader, node: DeclaredNode): Proof {
  const reason = reader(scope, node).text("reason");
  if (reason.trim() === "") scope.report.add("WB2014", { owner: scope.owner }, { at: scope.at });
  return { kind: "unverified", reason };
}

const DESTINATIONS = ["swarmService", "containerRestart", "composeService", "kubernetesRollout", "command"] as const;

function readDestination(from: Reader): { readonly to: Destination; readonly env: Env } {
  const { scope } = from;
  const node = nodeOf(scope.walk.nodes, from.get("to"), ...DESTINATIONS);
  if (!node) {
    from.misuse(
      "to",
      "a destination: swarmService, containerRestart, composeService, kubernetesRollout or command",
      from.get("to"),
    );
    return { to: { kind: "containerRestart", container: "", deadline: DEADLINE }, env: {} };
  }
  const kind = kindOf(node) as (typeof DESTINATIONS)[number];
  const options = reader(scope, fieldOf(node, "options"), "to.");
  const deadline = options.duration("deadline", DEADLINE);
  const declared = reader(scope, node, "to.");
  if (kind === "command") {
    const { to, env } = readCommand(options, declared);
    return { to: { ...to, deadline }, env };
  }
  return { to: readBuiltIn(kind, { declared, options, deadline }), env: {} };
}

const ORDERS = ["start-first", "stop-first"] as const;

interface DeclaredDestination {
  readonly declared: Reader;
  readonly options: Reader;
  readonly deadline: number;
}

type BuiltIn<D> = Exclude<D, { kind: "command" }>;

function readBuiltIn(
  kind: Exclude<(typeof DESTINATIONS)[number], "command">,
  { declared, options, deadline }: DeclaredDestination,
): BuiltIn<Destination> {
  const engine = () => defined({ engine: options.optionalText("engine", engineAddress) });
  const order = () => defined({ order: options.has("order") ? options.choice("order", ORDERS) : undefined });
  switch (kind) {
    case "swarmService":
      return {
        kind,
        service: declared.text("target", engineName, "the service"),
        order: options.choice("order", ORDERS),
        parallelism: options.whole("parallelism", [0, 10_000]) ?? 1,
        delay: options.duration("delay", NO_DELAY, NO_DELAY),
        deadline,
        ...engine(),
      };
    case "containerRestart":
      return {
        kind,
        container: declared.text("target", engineName, "the container"),
        deadline,
        ...engine(),
        ...order(),
      };
    case "composeService": {
      const service = declared.text("target", engineName, "the service");
      return { kind, service, project: options.text("project", composeProject), deadline, ...engine(), ...order() };
    }
    case "kubernetesRollout":
      return { ...readKubernetes(declared, options), deadline };
  }
}

const WORKLOADS = ["deployment", "statefulset", "daemonset", "cronjob"] as const;

function readKubernetes({ scope, text }: Reader, options: Reader): Omit<KubernetesRollout, "deadline"> {
  const [workload = "", ...rest] = text("target").split("/");
  return {
    kind: "kubernetesRollout",
    workload: oneOf(scope, "the workload", workload, WORKLOADS),
    name: validate(scope, "the workload", rest.join("/"), kubernetesName),
    namespace: options.text("namespace", kubernetesName),
    container: options.text("container", kubernetesName),
    ...defined({ context: options.optionalText("context"), kubeconfig: readKubeconfig(options) }),
  };
}

function readKubeconfig(from: Reader): KubernetesRollout["kubeconfig"] {
  if (!from.has("kubeconfig")) return undefined;
  const value = readValue(from, from.field("kubeconfig"), from.get("kubeconfig"));
  if (value.kind === "secretFile") return value;
  from.misuse(from.field("kubeconfig"), 'a secret file: secretFile("KUBECONFIG")', from.get("kubeconfig"));
  return undefined;
}
