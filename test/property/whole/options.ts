import type { Checkout } from "../../../compiler/authoring/checkout.ts";
import type { ManualStart } from "../../../compiler/authoring/control.ts";
import type { Coverage } from "../../../compiler/authoring/files.ts";
import type * as waybill from "../../../compiler/authoring/index.ts";
import type { AnyJobOptions } from "../../../compiler/authoring/job.ts";
import { type Draw, type Drawn, drawnNames, options } from "./draw.ts";
import { call, list, type Node, name, object, value, values } from "./node.ts";
import { drawCondition, type Outputs } from "./tests.ts";
import {
  DURATIONS,
  flag,
  GLOBS,
  IMAGES,
  MACHINES,
  oddText,
  oneOrSome,
  PATHS,
  REFS,
  SCRIPTS,
  SHELLS,
  some,
  word,
} from "./words.ts";

/** What stands before a statement, and may be referred to. */
export interface Before {
  /** Names of constants, by what they are. */
  readonly jobs: readonly string[];
  readonly images: readonly string[];
  /** Jobs that keep artifacts. */
  readonly kept: readonly string[];
  readonly outputs: Outputs;
  /** Triggers with the input `text`. */
  readonly inputs: readonly string[];
  /** The pipeline's stages; none: they are derived. */
  readonly stages: readonly string[];
}

export const NOTHING: Before = { jobs: [], images: [], kept: [], outputs: [], inputs: [], stages: [] };

const among = (draw: Draw, from: readonly string[]): Node => name(from[draw.below(from.length)]!);
const duration = (draw: Draw) => word(draw, DURATIONS);

/** How to draw each fact of the run as a value. */
const facts: { readonly [Name in keyof typeof waybill.runFacts]-?: true } = {
  event: true,
  sha: true,
  status: true,
  branch: true,
  tag: true,
  actor: true,
  sourceBranch: true,
  targetBranch: true,
  repository: true,
  defaultBranch: true,
  commitMessage: true,
  commitAuthor: true,
  pullRequestNumber: true,
  pullRequestTitle: true,
  pullRequestAuthor: true,
};
const FACTS = Object.keys(facts) as [string, ...string[]];

const idTokenOptions: Drawn<waybill.IdTokenOptions> = {
  audience: (draw) => word(draw, ["https://vault.example.com", "npm:registry.npmjs.org"]),
};
const aSecret = (draw: Draw) => call("secret", draw.right(word(draw, ["TOKEN", "GITHUB_TOKEN", "PASSWORD"])));
const aSecretFile = (draw: Draw) => call("secretFile", draw.right(word(draw, ["DEPLOY_KEY", "KUBECONFIG"])));
const anIdToken = (draw: Draw) =>
  call("idToken", value("ID_TOKEN"), options(draw, idTokenOptions, { required: ["audience"] }));
const someSecret = (draw: Draw) => draw.pick([aSecret, aSecretFile, anIdToken])(draw);

/** A value of an environment, or of an interpolation. */
export function drawValue(draw: Draw, before: Before): Node {
  switch (draw.below(9)) {
    case 2:
      return someSecret(draw);
    case 7: {
      const given = [draw.right(publicValue(draw, before)), ...(draw.maybe(3) ? [aSecret(draw)] : [])];
      return {
        kind: "tag",
        fn: "text",
        parts: ["a-", ...given.map(() => draw.pick(["", "-b", "$x '${{"]))],
        values: given,
      };
    }
    default:
      return publicValue(draw, before);
  }
}

function textValue(draw: Draw, { outputs }: Before): Node {
  const output = outputs[draw.below(Math.max(1, outputs.length))];
  const inside = output ? name(output.of, ...output.path) : call("vars", value("REGION"));
  return { kind: "tag", fn: "text", parts: ["a $X ", " b"], values: [inside] };
}

/** A value that an image may show. */
function publicValue(draw: Draw, before: Before): Node {
  const { outputs, inputs, images } = before;
  switch (draw.below(8)) {
    case 1:
      return value(draw.pick([0, 1, -2.5, 1e21]));
    case 2:
      return draw.maybe(2) ? textValue(draw, before) : call(draw.pick(["vars", "gitlabVariable"]), value("REGION"));
    case 3: {
      const fact = draw.pick(FACTS);
      drawnNames.add(`runFacts.${fact}`);
      return name("runFacts", fact);
    }
    case 4: {
      const output = outputs[draw.below(Math.max(1, outputs.length))];
      return output ? name(output.of, ...output.path) : value("none");
    }
    case 5:
      return inputs.length > 0 ? name(inputs[0]!, "inputs", "text") : value("none");
    case 6:
      return images.length > 0 ? among(draw, images) : call("readText", draw.right(value("title.txt")));
    default:
      return value(oddText(draw));
  }
}

export const drawEnv = (draw: Draw, before: Before): Node =>
  object({
    TEXT: draw.right(drawValue(draw, before)),
    ...(draw.maybe(2) && { path_2: draw.right(drawValue(draw, before)) }),
  });

const actionOptions: Drawn<waybill.ActionOptions> = {
  with: (draw) => object({ message: draw.right(value(oddText(draw))), token: aSecret(draw), n: value(1) }),
  fallback: (draw) => ({ kind: "tag", fn: "sh", parts: [draw.pick(SCRIPTS)], values: [] }),
};

function bareStep(draw: Draw, before: Before): Node {
  const parts: string[] = [draw.pick(SCRIPTS)];
  const given: Node[] = [];
  if (draw.maybe(3)) {
    parts.push(draw.pick([" tail", "", "'"]));
    given.push(draw.right(drawValue(draw, before)));
  }
  switch (draw.below(8)) {
    case 7:
      return call("nativeStep", object({ github: object({ run: draw.right(value(oddText(draw))) }) }));
    case 1:
      return { kind: "tag", fn: "script", parts, values: given };
    case 5:
      return { kind: "tag", fn: "pwsh", parts, values: given };
    case 2:
      return call("exec", draw.right(some(draw, ["/bin/true", "a b", "$HOME"])));
    case 3:
      return call("uses", draw.right(value("actions/github-script@v8")), options(draw, actionOptions, { rate: 2 }));
    case 4:
      return call("scriptFile", draw.right(value("ci/test.sh")), list(given));
    default:
      return { kind: "tag", fn: "sh", parts, values: given };
  }
}

export function drawStep(draw: Draw, before: Before): Node {
  const stepOptions: Drawn<waybill.StepOptions> = {
    env: () => drawEnv(draw, before),
    workingDirectory: () => word(draw, ["web", "a b", "."]),
    when: () => drawCondition(draw, before.outputs),
    shell: () => word(draw, SHELLS),
    runs: () => word(draw, ["onSuccess", "onFailure", "always", "unlessCancelled"]),
    timeout: () => duration(draw),
    allowFailure: () => flag(draw),
    outputs: () => some(draw, ["version", "a-b", "version"]),
    id: () => word(draw, ["made", "made_2", "a-b"]),
  };
  const inner = draw.right(bareStep(draw, before));
  if (draw.maybe(2)) return inner;
  return call(
    "step",
    draw.right(value(draw.pick(["install", "a: b", "it's 100% $x"]))),
    inner,
    options(draw, stepOptions),
  );
}

const environment: Drawn<waybill.Environment> = {
  name: (draw) => word(draw, ["production", "live one", "review/x"]),
  url: (draw) => word(draw, ["https://example.com/a?b=c"]),
  approval: flag,
  protected: flag,
};
const manualStart: Drawn<ManualStart> = { blocks: flag };
const concurrency: Drawn<waybill.Concurrency> = {
  group: (draw) => word(draw, ["live.db/1", "x"]),
  waiting: (draw) => word(draw, ["queue", "replace"]),
};
const runner: Drawn<waybill.Runner> = {
  gitlab: (draw) => oneOrSome(draw, ["big", "arm"]),
  github: (draw) => oneOrSome(draw, ["ubuntu-22.04", "self-hosted"]),
};
const native: Drawn<waybill.NativeOptions> = {
  github: (draw) => object({ "continue-on-error": draw.right(value(true)), env: object({ N: value(oddText(draw)) }) }),
  gitlab: (draw) => object({ coverage: draw.right(value("/x/")), variables: object({ N: value(oddText(draw)) }) }),
};
export const nativeFile: Drawn<waybill.NativeOptions> = {
  github: () => object({ "run-name": value("a run") }),
  gitlab: () => object({ default: object({ retry: value(1) }) }),
};

export const drawAccept = (draw: Draw) => object({ WB3011: draw.right(value(oddText(draw))) });

/** Options of every kind of job. */
export function nodeOptions(before: Before): Drawn<waybill.NodeOptions> {
  const { jobs, outputs, stages } = before;
  return {
    needs: (draw) => list(jobs.length > 0 ? [draw.right(among(draw, jobs))] : []),
    when: (draw) => drawCondition(draw, outputs),
    accept: drawAccept,
    native: (draw) => options(draw, native, { rate: 2 }),
    title: (draw) => value(`${draw.pick(["Node 22 / tests", "a (b)", "ümlaut: 😀"])} ${jobs.length}`),
    stage: (draw) => value(stages[draw.below(Math.max(stages.length, 1))]),
    timeout: duration,
    environment: (draw) =>
      draw.maybe(2) ? options(draw, environment, { required: ["name"], rate: 2 }) : word(draw, ["production"]),
    manual: (draw) => (draw.maybe(2) ? options(draw, manualStart, { rate: 2 }) : flag(draw)),
    concurrency: (draw) =>
      draw.maybe(2) ? options(draw, concurrency, { required: ["group"], rate: 2 }) : word(draw, ["group-1"]),
    interruptible: flag,
    runner: (draw) =>
      draw.maybe(2) ? options(draw, runner, { rate: 2 }) : oneOrSome(draw, ["ubuntu-24.04-arm", "gpu"]),
    permissions: (draw) =>
      object({ "pull-requests": draw.right(word(draw, ["write", "read"])), contents: value("read") }),
  };
}

/** An image of any kind. */
export function drawImage(draw: Draw, { images, outputs }: Before): Node {
  if (images.length > 0 && draw.maybe(3)) return among(draw, images);
  const [output] = outputs;
  if (output && draw.maybe(4)) {
    const tag = draw.right(name(output.of, ...output.path));
    return { kind: "tag", fn: "imageName", parts: ["node:", "-slim"], values: [tag] };
  }
  return word(draw, IMAGES);
}

const readiness = {
  command: (draw: Draw) => object({ command: some(draw, ["pg_isready", "-q"]), timeout: duration(draw) }),
  tcp: () => object({ tcp: value(5432) }),
  http: (draw: Draw) => object({ http: object({ port: value(80), path: draw.right(value("/up?a=b'c")) }) }),
  log: (draw: Draw) => object({ log: draw.right(value(oddText(draw))) }),
} satisfies Record<Exclude<KeyOfUnion<waybill.Readiness>, "timeout">, (draw: Draw) => Node>;
type KeyOfUnion<U> = U extends unknown ? keyof U : never;

export function drawService(draw: Draw, before: Before): Node {
  const serviceOptions: Drawn<waybill.ServiceOptions> = {
    image: () => drawImage(draw, before),
    env: () => drawEnv(draw, before),
    command: () => some(draw, ["serve", "--all"]),
    ports: () => values([5432, draw.pick([80, 443])]),
    ready: () => draw.pick([readiness.tcp, readiness.command, readiness.http, readiness.log])(draw),
  };
  const host = draw.right(word(draw, ["db", "cache", "docker", "localhost", "a-b"]));
  return call("service", host, options(draw, serviceOptions, { required: ["image"], rate: 2 }));
}

const coverage = {
  cobertura: () => object({ cobertura: value("coverage.xml") }),
  jacoco: () => object({ jacoco: value("jacoco.xml") }),
} satisfies Record<KeyOfUnion<Coverage>, () => Node>;

const artifactOptions: Drawn<waybill.ArtifactOptions<string>> = {
  paths: (draw) => some(draw, PATHS),
  exclude: (draw) => some(draw, ["out/tmp", "**/*.o"]),
  on: (draw) => word(draw, ["success", "failure", "always"]),
  retention: (draw) => word(draw, ["7 days", "1 day", "400 days", "12 hours"]),
  name: (draw) => word(draw, ["build", "a b"]),
  exposeAs: (draw) => word(draw, ["the site"]),
  junit: (draw) => oneOrSome(draw, ["junit.xml", "reports/*.xml"]),
  coverage: (draw) => draw.pick([coverage.cobertura, coverage.jacoco])(),
};

const cache: Drawn<waybill.Cache> = {
  key: (draw) => oneOrSome(draw, ["package-lock.json", "go.sum"]),
  paths: (draw) => some(draw, [".npm", "target/debug"]),
  prefix: (draw) => word(draw, ["npm", "a.b-c"]),
  name: (draw) => word(draw, ["npm", "deps/v1"]),
  fallback: (draw) => some(draw, ["npm-main", "npm"]),
  policy: (draw) => word(draw, ["pull-push", "pull", "push"]),
};
const aCache = (draw: Draw) =>
  draw.maybe(3)
    ? options(draw, cache, { required: ["name", "paths"], never: ["key", "prefix"], rate: 3 })
    : options(draw, cache, { required: ["key", "paths"], never: ["name", "fallback"], rate: 3 });

const retry: Drawn<waybill.Retry> = {
  times: (draw) => value(draw.below(3)),
  on: (draw) => some(draw, ["failure", "timeout", "infrastructure"]),
  exitCodes: (draw) => values([1, 2 + draw.below(250)]),
};
const machine: Drawn<waybill.Machine> = {
  github: (draw) => oneOrSome(draw, ["macos-15", "ubuntu-24.04"]),
  gitlab: (draw) => oneOrSome(draw, ["saas-macos-medium-m1", "x"]),
};

const checkout: Drawn<Checkout> = {
  depth: (draw) => value(draw.pick([1, 50, "full"])),
  tags: flag,
  submodules: (draw) => value(draw.pick([true, false, "recursive"])),
  lfs: flag,
  path: (draw) => word(draw, ["src", "a b"]),
  ref: (draw) => word(draw, ["main", "v1.0"]),
  pullRequest: (draw) => word(draw, ["merge", "head"]),
  persistCredentials: flag,
};

/** Options of a job of steps. */
export function jobOptions(before: Before, steps = 3): Drawn<AnyJobOptions> {
  const { kept } = before;
  return {
    ...nodeOptions(before),
    image: (draw) => drawImage(draw, before),
    machine: (draw) => (draw.maybe(2) ? options(draw, machine, { rate: 2 }) : word(draw, MACHINES)),
    steps: (draw) => list(Array.from({ length: 1 + draw.below(steps) }, () => draw.right(drawStep(draw, before)))),
    env: (draw) => drawEnv(draw, before),
    checkout: (draw) => (draw.maybe(2) ? options(draw, checkout, { rate: 4 }) : value(false)),
    secrets: (draw) => list([draw.right(someSecret(draw))]),
    cache: (draw) => (draw.maybe(2) ? list([aCache(draw), aCache(draw)]) : aCache(draw)),
    inputs: (draw) => some(draw, ["src", "*.json", "nothing/**"]),
    artifacts: (draw) => (draw.maybe(2) ? options(draw, artifactOptions, { rate: 2 }) : some(draw, PATHS)),
    downloads: (draw) =>
      draw.maybe(4)
        ? value("all")
        : list(kept.length > 0 ? [draw.right(name(kept[draw.below(kept.length)]!, "artifacts"))] : []),
    outputs: () => values(["version", "ran"]),
    services: (draw) =>
      list([draw.right(drawService(draw, before)), ...(draw.maybe(3) ? [drawService(draw, before)] : [])]),
    finally: flag,
    shell: (draw) => word(draw, ["sh", "bash"]),
    entrypoint: (draw) => (draw.maybe(2) ? value("image") : some(draw, ["env", "A=it's"])),
    user: (draw) => word(draw, ["1000:1000", "node"]),
    workingDirectory: (draw) => word(draw, ["web", "a b/c"]),
    retry: (draw) => (draw.maybe(2) ? options(draw, retry, { required: ["times"], rate: 2 }) : value(draw.below(3))),
    allowFailure: (draw) => (draw.maybe(2) ? object({ exitCodes: values([1 + draw.below(200)]) }) : flag(draw)),
  };
}

const imageTag = (draw: Draw, before: Before): Node => ({
  kind: "tag",
  fn: "imageTag",
  parts: ["v-", ""],
  values: [publicValue(draw, before)],
});
const tagSources: Drawn<waybill.TagSources> = { branch: flag, version: flag, latest: flag };
const login: Drawn<waybill.RegistryLogin> = {
  username: (draw) => (draw.maybe(2) ? aSecret(draw) : value("ci")),
  password: aSecret,
};

export function buildOptions(before: Before): Drawn<waybill.BuildOptions> {
  return {
    ...nodeOptions(before),
    repository: (draw) =>
      word(draw, ["registry.example.com/shop", "ghcr.io/acme/shop", "127.0.0.1:5000/a/b", "docker.io/library/x"]),
    context: (draw) => word(draw, [".", "web app"]),
    dockerfile: (draw) => word(draw, ["Dockerfile", "docker/Dockerfile.prod"]),
    include: (draw) =>
      list(before.kept.length > 0 ? [draw.right(name(before.kept[draw.below(before.kept.length)]!, "artifacts"))] : []),
    target: (draw) => word(draw, ["runtime"]),
    args: (draw) => object({ VERSION: draw.right(value(oddText(draw))), REF: draw.right(publicValue(draw, before)) }),
    labels: (draw) => object({ "com.example.version": draw.right(publicValue(draw, before)) }),
    push: () => value(true),
    secrets: (draw) => object({ npmrc: draw.right(someSecret(draw)) }),
    ssh: aSecret,
    tags: (draw) => (draw.maybe(2) ? list([draw.right(imageTag(draw, before))]) : some(draw, ["latest", "1.2"])),
    tagFrom: (draw) => options(draw, tagSources, { rate: 2 }),
    platforms: (draw) => some(draw, ["linux/amd64", "linux/arm64"]),
    layerCache: (draw) => word(draw, ["registry", "inline", "local"]),
    login: (draw) => options(draw, login, { required: ["username", "password"] }),
  };
}

const engine = (draw: Draw) => word(draw, ["ssh://deploy@shop.example.com", "tcp://a:2376"]);
const engineOptions: Drawn<waybill.EngineOptions> = { deadline: duration, engine };
const swarm: Drawn<waybill.SwarmServiceOptions> = {
  ...engineOptions,
  order: (draw) => word(draw, ["start-first", "stop-first"]),
  parallelism: (draw) => value(draw.below(3)),
  delay: duration,
};
const order = (draw: Draw) => word(draw, ["start-first", "stop-first"]);
const compose: Drawn<waybill.ComposeServiceOptions> = {
  ...engineOptions,
  order,
  project: (draw) => word(draw, ["shop"]),
};
const kubernetes: Drawn<waybill.KubernetesRolloutOptions> = {
  deadline: duration,
  namespace: (draw) => word(draw, ["shop"]),
  container: (draw) => word(draw, ["app"]),
  context: (draw) => word(draw, ["prod"]),
  kubeconfig: aSecretFile,
};
type AllCommandOptions = Extract<waybill.CommandOptions, { readonly readBack: object }>;

export function drawDestination(draw: Draw, before: Before): Node {
  const ship = (): Node => ({ kind: "tag", fn: "sh", parts: ["./ship "], values: [] });
  const command: Drawn<AllCommandOptions> = {
    deadline: duration,
    image: () => word(draw, IMAGES),
    shell: () => word(draw, ["sh", "bash"]),
    env: () => drawEnv(draw, before),
    secrets: () => list([someSecret(draw)]),
    readBack: ship,
    rollback: ship,
  };
  switch (draw.below(5)) {
    case 1:
      return call("containerRestart", draw.right(value("shop")), options(draw, engineOptions, { rate: 2 }));
    case 2:
      return call(
        "composeService",
        draw.right(value("web")),
        options(draw, compose, { required: ["project"], rate: 2 }),
      );
    case 3: {
      const required = ["namespace", "container"] as const;
      const workload = word(draw, ["deployment/shop", "cronjob/x", "statefulset/db", "daemonset/d"]);
      return call("kubernetesRollout", draw.right(workload), options(draw, kubernetes, { required, rate: 2 }));
    }
    case 4:
      return call(
        "command",
        value("edge"),
        draw.right(ship()),
        options(draw, command, { required: ["image"], rate: 2 }),
      );
    default:
      return call("swarmService", draw.right(value("shop")), options(draw, swarm, { rate: 2 }));
  }
}

const pushOptions: Drawn<waybill.PushOptions> = {
  branches: (draw) => some(draw, REFS),
  tags: (draw) => some(draw, ["v*", "**", "release-[0-9]"]),
  paths: (draw) => some(draw, GLOBS),
  ignorePaths: (draw) => some(draw, ["docs/**", "*.md"]),
};
const pullRequestOptions: Drawn<waybill.PullRequestOptions> = {
  types: (draw) => some(draw, ["opened", "labeled"]),
  targets: (draw) => some(draw, REFS),
  paths: (draw) => some(draw, GLOBS),
  ignorePaths: (draw) => some(draw, ["docs/**", "*.md"]),
};
type InputType = waybill.ManualInput["type"];
const inputTypes: { readonly [T in InputType]: Drawn<Extract<waybill.ManualInput, { readonly type: T }>> } = {
  string: {
    type: () => value("string"),
    required: flag,
    description: (draw) => value(oddText(draw)),
    default: (draw) => value(oddText(draw)),
  },
  number: {
    type: () => value("number"),
    required: flag,
    description: (draw) => value(oddText(draw)),
    default: (draw) => value(draw.pick([2, -0.5, 0])),
  },
  boolean: { type: () => value("boolean"), required: flag, description: (draw) => value(oddText(draw)), default: flag },
  choice: {
    type: () => value("choice"),
    required: flag,
    options: () => values(["$HOME", "b", "on"]),
    description: (draw) => value(oddText(draw)),
    default: () => value("b"),
  },
};
const inputOf = (draw: Draw, type: InputType, more: readonly string[] = []) =>
  options(draw, inputTypes[type] as Drawn<Record<string, unknown>>, {
    required: type === "choice" ? ["type", "options", ...more] : ["type", ...more],
    rate: 2,
  });

/** Inputs: always one called `text`. */
function drawInputs(draw: Draw, kinds: readonly [InputType, ...InputType[]]): Node {
  return object({
    inputs: object({ text: inputOf(draw, "string"), other: draw.right(inputOf(draw, draw.pick(kinds), ["default"])) }),
  });
}

export const drawManual = (draw: Draw) => call("manual", drawInputs(draw, ["number", "boolean", "choice"]));
export const drawCall = (draw: Draw) => call("call", drawInputs(draw, ["number", "boolean"]));

/** Options of the triggers of one provider's events. */
const eventOptions: Drawn<{ readonly types: unknown; readonly only: unknown }> = {
  types: (draw) => some(draw, ["published", "opened"]),
  only: (draw) => word(draw, ["github", "gitlab"]),
};

/** A trigger of an event that not every provider has. */
function drawEvent(draw: Draw): Node {
  const onlyOne = options(draw, eventOptions, { never: ["types"], rate: 2 });
  const any = options(draw, eventOptions, { rate: 2 });
  switch (draw.below(6)) {
    case 1:
      return call("mergeQueue", onlyOne);
    case 2:
      return call("dispatch", any);
    case 3:
      return call("after", some(draw, ["ci", "nightly"]), any);
    case 4:
      return call("githubEvent", draw.right(word(draw, ["issues", "label", "watch"])), any);
    case 5:
      return call("gitlabSource", draw.right(word(draw, ["chat", "external"])), onlyOne);
    default:
      return call("release", any);
  }
}

export function drawTrigger(draw: Draw): Node {
  switch (draw.below(4)) {
    case 3:
      return drawEvent(draw);
    case 1:
      return call("pullRequest", options(draw, pullRequestOptions, { rate: 5 }));
    case 2:
      return call("schedule", draw.right(word(draw, ["0 3 * * 1-5", "*/15 * * * *", "0 3 * * 7", "0 0 1,15 * *"])));
    default:
      return call("push", options(draw, pushOptions, { rate: 5 }));
  }
}

const includeInputs = (draw: Draw) => object({ level: draw.right(value(oddText(draw))), all: values(["a"]) });
const includeOptions: Drawn<waybill.GitLabIncludeOptions> = { inputs: includeInputs };
const fileOptions: Drawn<waybill.GitLabFileOptions> = {
  inputs: includeInputs,
  project: (draw) => word(draw, ["group/project"]),
  file: (draw) => word(draw, ["ci/a.yml"]),
  ref: (draw) => word(draw, ["main"]),
};
const remoteOptions: Drawn<waybill.GitLabRemoteOptions> = {
  inputs: includeInputs,
  integrity: (draw) => word(draw, [`sha256-${"A".repeat(43)}=`]),
};

export function drawInclude(draw: Draw): Node {
  switch (draw.below(4)) {
    case 1:
      return call("gitlabFile", options(draw, fileOptions, { required: ["project", "file", "ref"] }));
    case 2:
      return call(
        "gitlabRemote",
        draw.right(value("https://example.com/a.yml")),
        options(draw, remoteOptions, { required: ["integrity"] }),
      );
    case 3:
      return call("gitlabTemplate", draw.right(value("Jobs/SAST.gitlab-ci.yml")), options(draw, includeOptions));
    default:
      return call(
        "gitlabComponent",
        draw.right(value("gitlab.com/components/sast/sast@2.0.1")),
        options(draw, includeOptions, { rate: 2 }),
      );
  }
}

export const callWorkflowOptions = (before: Before): Drawn<waybill.CallWorkflowOptions> => {
  const { needs, when, title } = nodeOptions(before);
  return {
    ...{ needs, when, title },
    workflow: (draw) => word(draw, ["example/ci/.github/workflows/a.yml@v1", "./.github/workflows/a.yml"]),
    with: (draw) => object({ level: draw.right(value(oddText(draw))) }),
    secrets: (draw) => (draw.maybe(2) ? value("inherit") : object({ TOKEN: value("${{ secrets.TOKEN }}") })),
    native: () => object({ github: object({ permissions: object({ contents: value("read") }) }) }),
  };
};

export const nativeJobOptions = (before: Before): Drawn<waybill.NativeJobOptions> => {
  const { needs, when, title, stage } = nodeOptions(before);
  return {
    ...{ needs, when, title, stage },
    github: (draw) =>
      object({ "runs-on": value("ubuntu-24.04"), steps: list([object({ run: draw.right(value(oddText(draw))) })]) }),
    gitlab: (draw) => object({ script: list([draw.right(value(oddText(draw)))]) }),
  };
};
