import { secretName } from "../graph/confidential.ts";
import { defined } from "../graph/model/defined.ts";
import type { Artifacts, Cache, Covers, Env, ScriptJob, StepOutput, StepValue, Value } from "../graph/model/index.ts";
import { readCheckout } from "./checkout.ts";
import { readAllowFailure, readRetry } from "./control.ts";
import type { DeclaredJob, Lowered } from "./draft.ts";
import { readDynamic } from "./dynamic.ts";
import { lowerInstance } from "./matrix.ts";
import { fieldOf, isList, isRecord, nodeOf } from "./nodes.ts";
import { checkOptionNames } from "./option-names.ts";
import { type Element, type Reader, reader } from "./reader.ts";
import { cachePrefix, linkText, outputName, userName } from "./rules/names.ts";
import { glob, path, tidy, writtenOut } from "./rules/paths.ts";
import { type Scope, validate } from "./scope.ts";
import { readServices } from "./service.ts";
import { type ReadStep as LoweredStep, readStep, SHELLS } from "./step.ts";
import { type StepNames, stepNames } from "./step-names.ts";
import { checkText, readEnv, readImage, readTextValue, readValue, sameValue } from "./values.ts";
import { jobNumbers } from "./walk.ts";

const DAY = 86_400;

interface ReadStep extends LoweredStep {
  readonly index: number;
}

/** A job of steps. */
export function lowerScript(from: Reader, { base, node }: DeclaredJob): Lowered {
  const { scope } = from;
  const image = readPlace(from);
  const services = readServices(from);
  const env = withSecrets(from, readEnv(from, "env"));
  const workingDirectory = from.optionalText("workingDirectory", path);
  const scriptShell = from.has("shell") ? from.choice("shell", SHELLS) : undefined;
  const shell: ScriptJob["shell"] = scriptShell === "bash" ? "bash" : "sh";
  const declared = from.list("steps");
  const names = stepNames(from, declared);
  const context = { env, shell, names, ...defined({ workingDirectory, scriptShell }) };
  const steps = declared.flatMap((element, index): readonly ReadStep[] => {
    const read = readStep(from, element, { ...context, index });
    return read ? [{ ...read, index }] : [];
  });
  const { outputs, outputsFrom } = readOutputs(from, names, declared.length);
  const dynamic = readDynamic(from, node, outputs);
  if (steps.every(isLeftOut)) scope.report.add("WB2011", { owner: scope.owner }, { at: scope.at });
  const job: ScriptJob = {
    ...base,
    kind: "script",
    ...defined({ dynamic }),
    env,
    image,
    steps: steps.flatMap(({ step, index }) => (step ? [{ ...step, ...names.of(index) }] : [])),
    services,
    ...defined({ inputs: readInputs(from, steps), artifacts: readArtifacts(from) }),
    caches: from.list("cache").map((element) => readCache(from, element)),
    outputs,
    ...defined({ outputsFrom }),
    shell,
    ...defined({
      checkout: readCheckout(from),
      entrypoint: readEntrypoint(from),
      user: from.optionalText("user", userName),
      workingDirectory: workingDirectory === undefined ? undefined : tidy(workingDirectory),
    }),
    ...readRetry(from),
    allowFailure: readAllowFailure(from),
    ...defined({ finally: from.flag("finally") ? (true as const) : undefined }),
    ...defined({ covers: readCovers(from) }),
    ...lowerInstance(scope.walk, node),
  };
  return {
    job,
    downloads:
      from.get("downloads") === "all" ? [] : from.list("downloads").flatMap((element) => readDownload(from, element)),
  };
}

/** Names of the job's outputs, and which of them are those of its steps. */
function readOutputs(from: Reader, names: StepNames, count: number): Pick<ScriptJob, "outputs" | "outputsFrom"> {
  if (isRecord(from.get("outputs"))) {
    const inner = reader({ ...from.scope, step: names.before(count) }, from.options);
    const read = inner.entries("outputs").flatMap(([name, written]) => {
      validate(from.scope, "an output", name, outputName);
      const value = readValue(inner, `outputs.${name}`, written);
      if (value.kind === "step") return [[name, fromStep(value)] as const];
      // Of a step that the job does not have, it is not set.
      if (value.kind !== "literal" || typeof written === "string" || typeof written === "number")
        from.misuse(`outputs.${name}`, "an output of one of the job's steps", written);
      return [];
    });
    const all = inner.entries("outputs").map(([name]) => name);
    return { outputs: all, outputsFrom: Object.fromEntries(read) };
  }
  const outputs = [...new Set(from.texts("outputs", outputName, "an output"))];
  const ofSteps = outputs.flatMap((name) => {
    const step = names.withOutput(name);
    return step === undefined ? [] : [[name, { step, name }] as const];
  });
  return { outputs, ...defined({ outputsFrom: ofSteps.length ? Object.fromEntries(ofSteps) : undefined }) };
}

const fromStep = ({ step, name }: StepValue): StepOutput => ({ step, name: name.replace(/^outputs\./, "") });

/** What a required check stands for. */
function readCovers(from: Reader): Covers | undefined {
  if (!from.has("covers")) return undefined;
  const covers = from.inner("covers");
  const ids = (name: string) =>
    covers
      .list(name)
      .flatMap(({ value, field }) => jobNumbers(from, field, value))
      .map((number) => from.scope.walk.jobs[number]!.name);
  return { jobs: ids("jobs"), mayBeSkipped: ids("mayBeSkipped") };
}

/** An image, or the provider's machine. */
function readPlace(from: Reader): ScriptJob["image"] {
  const { scope } = from;
  if (!from.has("machine")) {
    if (from.has("image")) return readImage(from, "image");
    scope.report.add("WB2351", { owner: scope.owner }, { at: scope.at });
    return { kind: "machine" };
  }
  for (const option of ["image", "user", "entrypoint", "runner"]) {
    if (from.has(option)) scope.report.add("WB2350", { owner: scope.owner, option }, { at: scope.at });
  }
  return { kind: "machine" };
}

const isLeftOut = ({ step }: ReadStep) => step === undefined;

/** With the script files that its steps run. One with a glob's letters in its name is more than itself, which is no harm. */
function readInputs(from: Reader, steps: readonly ReadStep[]): readonly string[] | undefined {
  const inputs = from.optionalTexts("inputs", glob)?.flatMap(writtenOut);
  return inputs && [...new Set([...inputs, ...steps.flatMap(({ scriptFiles }) => scriptFiles)])];
}

function readEntrypoint(from: Reader): readonly string[] | "image" | undefined {
  const { scope } = from;
  if (from.get("entrypoint") === "image") return "image";
  const argv = from.optionalTexts("entrypoint");
  if (argv && !argv[0]) scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
  return argv?.map((word) => checkText(scope, "entrypoint", word));
}

/** Each secret becomes a variable of its own name, which nothing else may be called. */
export function withSecrets(from: Reader, env: Env): Env {
  const { scope } = from;
  const all = new Map<string, Value>(Object.entries(env));
  for (const { value: written, field } of from.list("secrets")) {
    const value = readValue(from, field, written, "secrets");
    const name = secretName(value);
    if (name === undefined) continue;
    const other = all.get(name);
    if (other && !sameValue(other, value)) {
      scope.report.add("WB2012", { owner: scope.owner, name }, { at: scope.at });
    }
    all.set(name, value);
  }
  return Object.fromEntries(all);
}

/** Numbers of the jobs whose artifacts are named. */
export function readDownload(from: Reader, { value, field }: Element): readonly number[] {
  const artifacts = nodeOf(from.scope.walk.nodes, value, "artifacts");
  if (artifacts) return jobNumbers(from, field, fieldOf(artifacts, "job"), "job");
  from.misuse(field, "the artifacts of a job that keeps some", value);
  return [];
}

function readArtifacts(from: Reader): Artifacts | undefined {
  const value = from.get("artifacts");
  if (value === undefined) return undefined;
  // A list is its paths.
  const inner = isList(value) ? reader(from.scope, { paths: value }, "artifacts.") : from.inner("artifacts");
  checkOptionNames(inner, "artifacts");
  const globs = (name: string) => inner.texts(name, glob).flatMap(writtenOut);
  const kept = inner.has("retention") ? inner.duration("retention", DAY) : undefined;
  return {
    paths: globs("paths"),
    exclude: globs("exclude"),
    on: inner.choice("on", ["success", "failure", "always"]),
    junit: globs("junit"),
    ...defined({
      retentionDays: kept === undefined ? undefined : Math.ceil(kept / DAY),
      retentionSeconds: kept === undefined || kept % DAY === 0 ? undefined : kept,
      name: inner.has("name") ? readTextValue(inner, inner.field("name"), inner.get("name")) : undefined,
      exposeAs: inner.optionalText("exposeAs", linkText),
      coverage: readCoverage(inner),
    }),
  };
}

function readCoverage(artifacts: Reader): Artifacts["coverage"] {
  if (!artifacts.has("coverage")) return undefined;
  const from = artifacts.inner("coverage");
  const format = from.has("jacoco") ? "jacoco" : "cobertura";
  return { format, path: tidy(from.text(format, glob)) };
}

function readCache({ scope }: Reader, { value }: Element): Cache {
  const from = reader(scope, value, "cache.");
  checkOptionNames(from, "cache");
  const globs = (name: string) => from.texts(name, glob).flatMap(writtenOut);
  const empty = { problem: "is empty", expected: "at least one path" };
  const isNamed = from.has("name");
  for (const name of isNamed ? ["paths"] : ["key", "paths"]) {
    if (from.list(name).length === 0) validate(scope, from.field(name), "[]", () => empty);
  }
  for (const option of isNamed ? ["key", "prefix"] : ["fallback"]) {
    if (from.has(option)) scope.report.add("WB2360", { owner: scope.owner, option }, { at: scope.at });
  }
  return {
    ...(isNamed && { name: readTextValue(from, from.field("name"), from.get("name")) }),
    ...(isNamed &&
      from.has("fallback") && {
        fallback: from.list("fallback").map(({ value: one, field }) => readTextValue(from, field, one)),
      }),
    prefix: from.optionalText("prefix", cachePrefix) ?? defaultPrefix(scope),
    keyFiles: globs("key"),
    paths: globs("paths"),
    policy: from.choice("policy", ["pull-push", "pull", "push"]),
  };
}

const defaultPrefix = ({ job = "" }: Scope) => job;
