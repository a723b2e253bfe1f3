import type * as waybill from "../../../compiler/authoring/index.ts";
import type { AnyImage, AnyJobOptions } from "../../../compiler/authoring/job.ts";
import type { Fact } from "./condition.ts";
import { type Draw, type Drawn, drawnNames, options } from "./draw.ts";
import { call, type FunctionName, list, type Node, name, object, type Statement, value, values } from "./node.ts";
import {
  type Before,
  buildOptions,
  callWorkflowOptions,
  drawAccept,
  drawCall,
  drawDestination,
  drawInclude,
  drawManual,
  drawTrigger,
  drawValue,
  jobOptions,
  NOTHING,
  nativeFile,
  nativeJobOptions,
  nodeOptions,
} from "./options.ts";
import { AXIS_VALUES, flag, MACHINES, some, word } from "./words.ts";

/** All functions of the language; one that no module calls fails the test that counts them. */
export const FUNCTIONS: { readonly [Name in FunctionName]: true } = {
  after: true,
  callWorkflow: true,
  dispatch: true,
  githubEvent: true,
  gitlabSource: true,
  mergeQueue: true,
  nativeStep: true,
  release: true,
  buildImage: true,
  call: true,
  callPipeline: true,
  command: true,
  composeService: true,
  containerRestart: true,
  deploy: true,
  dynamicMatrix: true,
  exec: true,
  gitlabComponent: true,
  gitlabFile: true,
  gitlabRemote: true,
  gitlabTemplate: true,
  idToken: true,
  imageName: true,
  imageTag: true,
  job: true,
  kubernetesRollout: true,
  manual: true,
  matrix: true,
  nativeJob: true,
  pipeline: true,
  pullRequest: true,
  push: true,
  pwsh: true,
  readText: true,
  requiredCheck: true,
  schedule: true,
  text: true,
  vars: true,
  gitlabVariable: true,
  script: true,
  scriptFile: true,
  secret: true,
  secretFile: true,
  service: true,
  sh: true,
  step: true,
  swarmService: true,
  unverified: true,
  uses: true,
};

interface Growing {
  readonly statements: Statement[];
  before: Before;
}

/** A module with one pipeline, perhaps one that it calls, and up to eight jobs. The last constant is the pipeline. */
export function drawModule(draw: Draw): readonly Statement[] {
  const stages = draw.maybe(5) ? ["build", "test", "deploy"] : [];
  const module: Growing = { statements: [], before: { ...NOTHING, stages } };
  const on: Node[] = [draw.right(drawTrigger(draw))];
  if (draw.maybe(2)) on.push(drawTrigger(draw));
  if (draw.maybe(3)) on.push(trigger(module, "hand", drawManual(draw)));
  const called = draw.maybe(5) ? drawCalled(module, draw) : [];
  for (let index = draw.below(7); index >= 0; index -= 1) drawJob(module, draw, index);
  const jobs = [...module.before.jobs, ...called].map((one) => name(one));
  const pipelineOptions: Drawn<waybill.PipelineOptions> = {
    on: () => list(on),
    jobs: () => list(jobs),
    stages: () => draw.right(values(stages)),
    accept: drawAccept,
    targets: (draw) => some(draw, ["gitlab", "github"]),
    cancelSuperseded: () => flag(draw),
    ignoreCase: () => flag(draw),
    permissions: () => (draw.maybe(2) ? value("read-all") : object({ contents: draw.right(value("read")) })),
    native: () => options(draw, nativeFile, { rate: 2 }),
    gitlab: () => options(draw, gitlabOptions, { required: ["include"], rate: 2 }),
  };
  const required = ["on", "jobs", ...(stages.length > 0 ? ["stages" as const] : [])] as const;
  const never = stages.length > 0 ? [] : ["stages" as const];
  const made = options(draw, pipelineOptions, { required, never, rate: 8 });
  module.statements.push({ name: "main", node: call("pipeline", draw.right(value("shop")), made) });
  return module.statements;
}

const gitlabOptions: Drawn<NonNullable<waybill.PipelineOptions["gitlab"]>> = {
  workflow: () => value("none"),
  include: (draw) => list([draw.right(drawInclude(draw))]),
  stages: () => values(["scan"]),
};

function trigger(module: Growing, to: string, node: Node): Node {
  module.statements.push({ name: to, node });
  module.before = { ...module.before, inputs: [to] };
  return name(to);
}

/** A pipeline of one job, and its call. */
function drawCalled(module: Growing, draw: Draw): readonly string[] {
  const outer = module.before;
  module.before = NOTHING;
  const on = trigger(module, "given", drawCall(draw));
  const inner = options(draw, jobOptions(module.before), { required: ["image", "steps"], never: ["machine"] });
  module.statements.push({ name: "inner", node: call("job", value("inner"), inner) });
  const pipeline = object({ on: list([on]), jobs: list([name("inner")]) });
  module.statements.push({ name: "rollout", node: call("pipeline", value("rollout"), pipeline) });
  module.before = outer;
  const { needs, when } = nodeOptions(outer);
  const callOptions: Drawn<waybill.CallOptions<waybill.CallInputs>> = {
    ...{ needs, when },
    pipeline: () => name("rollout"),
    inputs: () => object({ text: draw.right(drawValue(draw, outer)) }),
  };
  const given = options(draw, callOptions, { required: ["pipeline", "inputs"], rate: 3 });
  module.statements.push({ name: "eu", node: call("callPipeline", draw.right(value("eu")), given) });
  return ["eu"];
}

function drawJob(module: Growing, draw: Draw, index: number): void {
  const { images } = module.before;
  switch (draw.below(11)) {
    case 1:
      drawMatrix(module, draw, `m${index}`);
      return;
    case 2:
      drawDynamic(module, draw, `d${index}`);
      return;
    case 3:
    case 4:
      drawBuild(module, draw, `b${index}`);
      return;
    case 5:
    case 6:
      if (images.length > 0) drawDeploy(module, draw, `p${index}`);
      else drawScript(module, draw, `j${index}`);
      return;
    case 8:
      drawCheck(module, draw, `c${index}`);
      return;
    case 9: {
      const given = options(draw, callWorkflowOptions(module.before), { required: ["workflow"], rate: 2 });
      add(module, `w${index}`, call("callWorkflow", value(`w${index}`), given));
      return;
    }
    case 7: {
      const given = options(draw, nativeJobOptions(module.before), { required: ["github"], rate: 2 });
      add(module, `n${index}`, call("nativeJob", value(`n${index}`), given));
      return;
    }
    default:
      drawScript(module, draw, `j${index}`);
  }
}

function add(module: Growing, to: string, node: Node, more: Partial<Before> = {}): void {
  module.statements.push({ name: to, node });
  const { jobs } = module.before;
  module.before = { ...module.before, jobs: [...jobs, to], ...more };
}

const keeps = (node: Node, option: string) => node.kind === "object" && node.entries.some(([key]) => key === option);

/** In an image, or on a machine, which has neither a user nor an entry point to choose. */
function place(draw: Draw): { readonly required: readonly Placing[]; readonly never: readonly Placing[] } {
  if (draw.maybe(6)) return { required: ["machine", "steps"], never: ["image", "user", "entrypoint", "runner"] };
  return { required: ["image", "steps"], never: ["machine"] };
}

type Placing = "image" | "machine" | "steps" | "user" | "entrypoint" | "runner";

function drawScript(module: Growing, draw: Draw, to: string): void {
  const given = options(draw, jobOptions(module.before), { ...place(draw), rate: 8 });
  const { kept, outputs } = module.before;
  const output: Fact = { of: to, path: ["outputs", draw.pick(["version", "ran"])] };
  add(module, to, call("job", draw.right(word(draw, [to, `${to} (x)`])), given), {
    kept: keeps(given, "artifacts") ? [...kept, to] : kept,
    outputs: keeps(given, "outputs") ? [...outputs, output] : outputs,
  });
}

function drawCheck(module: Growing, draw: Draw, to: string): void {
  const { jobs } = module.before;
  if (jobs.length === 0) {
    drawScript(module, draw, to);
    return;
  }
  const covered = () => list([draw.right(name(jobs[draw.below(jobs.length)]!))]);
  const { runner, image, machine, title } = jobOptions(module.before);
  const checkOptions: Drawn<waybill.RequiredCheckOptions> = {
    ...{ runner, image, machine, title },
    needs: covered,
    mayBeSkipped: covered,
  };
  const never = draw.maybe(4) ? (["image", "runner"] as const) : (["machine"] as const);
  add(
    module,
    to,
    call("requiredCheck", draw.right(value(to)), options(draw, checkOptions, { required: ["needs"], never })),
  );
}

function drawMatrix(module: Growing, draw: Draw, to: string): void {
  const axis = (of: readonly [string, ...string[]]) => draw.right(some(draw, of));
  const axes = { os: axis(MACHINES), n: axis(AXIS_VALUES) };
  const matrixOptions: Drawn<waybill.MatrixOptions<Record<never, never>, Record<string, string>>> = {
    axes: () => object(axes),
    include: () => list([object({ os: value("extra"), n: value(draw.pick(["9", "20"])) })]),
    exclude: () => list([object({ n: value(draw.pick(AXIS_VALUES)) })]),
    failFast: flag,
    maxParallel: () => value(1 + draw.below(3)),
  };
  const { name: _, ...rest }: Drawn<waybill.InstanceOptions<string, string, AnyImage>> = {
    ...jobOptions(module.before, 2),
    name: () => name("n"),
  };
  const instance = options(draw, rest as Drawn<AnyJobOptions>, { ...place(draw), rate: 12 });
  const named: Node =
    instance.kind === "object" && draw.maybe(3)
      ? { ...instance, entries: [...instance.entries, [draw.pick(["name", "title"]), name("os")] as const] }
      : instance;
  drawnNames.add("name");
  const make: Node = { kind: "arrow", parameters: ["os", "n"], body: named };
  const given = options(draw, matrixOptions, { required: ["axes"], rate: 4 });
  const { kept } = module.before;
  add(module, to, call("matrix", draw.right(value(to)), given, draw.right(make)), {
    kept: keeps(instance, "artifacts") ? [...kept, to] : kept,
  });
}

function drawDynamic(module: Growing, draw: Draw, to: string): void {
  const from = module.before.outputs[0];
  if (!from) {
    drawScript(module, draw, to);
    return;
  }
  const keys = draw.maybe(2) ? ["name", "port"] : undefined;
  const dynamicOptions: Drawn<waybill.DynamicMatrixOptions<string>> = {
    from: () => name(from.of, ...from.path),
    keys: () => values(keys ?? ["value"]),
    failFast: flag,
    maxParallel: () => value(1 + draw.below(3)),
  };
  const { outputs: _, ...table } = jobOptions(module.before, 2);
  const instance = options(draw, table as Drawn<waybill.DynamicJobOptions>, { ...place(draw), rate: 12 });
  const parameters = keys ?? ["value"];
  const body: Node =
    instance.kind === "object"
      ? { ...instance, entries: [...instance.entries, ["env", object({ ITEM: name(parameters[0]!) })] as const] }
      : instance;
  const given = options(draw, dynamicOptions, { required: keys ? ["from", "keys"] : ["from"], rate: 4 });
  add(module, to, call("dynamicMatrix", draw.right(value(to)), given, { kind: "arrow", parameters, body }));
}

/** A build and a job inside it, which a deploy may name. */
function drawBuild(module: Growing, draw: Draw, to: string): void {
  const { images } = module.before;
  const given = options(draw, buildOptions(module.before), { required: ["repository"], rate: 10 });
  if (given.kind === "object" && draw.maybe(8)) {
    const entries = given.entries.filter(([name]) => name !== "push");
    const checked = { ...given, entries: [...entries, ["push", value(false)] as const] };
    add(module, to, call("buildImage", draw.right(value(to)), checked));
    return;
  }
  add(module, to, call("buildImage", draw.right(value(to)), given), { images: [...images, to] });
  const inside = object({
    image: name(to),
    steps: list([{ kind: "tag", fn: "sh", parts: ["./smoke"], values: [] }]),
  });
  add(module, `${to}_smoke`, call("job", value(`${to}-smoke`), inside));
}

function drawDeploy(module: Growing, draw: Draw, to: string): void {
  const { images, jobs } = module.before;
  const image = images[draw.below(images.length)]!;
  const more = draw.maybe(4) ? [name(jobs[draw.below(jobs.length)]!)] : [];
  const tested: Node = { kind: "method", name: image, method: "testedBy", args: [name(`${image}_smoke`), ...more] };
  const deployOptions: Drawn<waybill.DeployOptions> = {
    ...nodeOptions(module.before),
    image: () => (draw.maybe(4) ? call("unverified", name(image), draw.right(value("a trial"))) : tested),
    to: () => draw.right(drawDestination(draw, module.before)),
  };
  const given = options(draw, deployOptions, { required: ["image", "to"], rate: 10 });
  add(module, to, call("deploy", draw.right(value(to)), given));
}
