import type { CallSite } from "../call-site.ts";
import { type Declaration, declarationOf } from "../declaration.ts";
import type {
  DeclaredArtifacts,
  DeclaredCache,
  DeclaredJobBase,
  DeclaredScriptJob,
  DeclaredService,
  DeclaredStep,
  DeclaredValue,
} from "../document.ts";
import type { StepDeclaration } from "../step.ts";
import { describeCondition } from "./condition.ts";
import { describeRetry } from "./control.ts";
import { present, type Reader } from "./reader.ts";
import { describeEnv, describeImage, describeValue } from "./values.ts";
import type { Walk } from "./walk.ts";

export function describeScript(walk: Walk, from: Reader, base: DeclaredJobBase<CallSite>): DeclaredScriptJob<CallSite> {
  return present({
    ...base,
    kind: "script" as const,
    image: describeImage(walk, from, "image"),
    steps: from.list("steps").flatMap((one, index) => describeStep(walk, from, one, `steps[${index}]`) ?? []),
    services: from
      .list("services")
      .flatMap((one, index) => describeService(walk, from, one, `services[${index}]`) ?? []),
    env: describeEnv(walk, from, "env"),
    secrets: from.list("secrets").map((one, index) => describeValue(walk, from, `secrets[${index}]`, one)),
    downloads: from.list("downloads").flatMap((one, index) => download(walk, from, one, `downloads[${index}]`)),
    inputs: from.get("inputs") === undefined ? undefined : from.texts("inputs"),
    outputs: from.texts("outputs"),
    artifacts: describeArtifacts(from),
    caches: from.list("cache").map((one) => describeCache(walk.reader(one, from.at, "cache."))),
    shell: from.optionalText("shell"),
    entrypoint: describeEntrypoint(from),
    user: from.optionalText("user"),
    workingDirectory: from.optionalText("workingDirectory"),
    retry: describeRetry(from),
    allowFailure: allowFailure(from),
    finally: from.optionalFlag("finally"),
  }) as DeclaredScriptJob<CallSite>;
}

/** A step, or undefined and a misuse noted. */
export function describeStep(
  walk: Walk,
  job: Reader,
  value: unknown,
  field: string,
): DeclaredStep<CallSite> | undefined {
  const declaration = declarationOf(value) as StepDeclaration | undefined;
  if (declaration?.kind !== "step") {
    job.misuse(field, "a step of sh, scriptFile or exec", value);
    return undefined;
  }
  const { at, run } = declaration;
  const from = walk.reader(declaration.options, at);
  return present({
    name: walk.reader(declaration, at).optionalText("name"),
    at,
    run: describeRun(walk, from, run),
    env: describeEnv(walk, from, "env"),
    workingDirectory: from.optionalText("workingDirectory"),
    when: describeCondition(walk, from),
  }) as DeclaredStep<CallSite>;
}

function describeRun(walk: Walk, from: Reader, run: StepDeclaration["run"]) {
  const words = walk.reader(run, from.at);
  switch (run.kind) {
    case "action":
      return describeAction(walk, walk.reader(run.options, from.at), words.text("uses"));
    case "exec":
      return { kind: "exec", argv: words.texts("argv") };
    case "file":
      return {
        kind: "file",
        path: words.text("path"),
        interpreter: run.interpreter,
        args: words.list("args").map((one, index) => describeValue(walk, from, `argument ${index + 1}`, one)),
      };
    case "shell":
      return {
        kind: "shell",
        parts: run.parts,
        values: run.values.map((one, index) => describeValue(walk, from, `interpolation ${index + 1}`, one)),
      };
  }
}

/** Its inputs are no variables: a fact of the run, or what another job has put out, could become code in an action. */
function describeAction(walk: Walk, options: Reader, uses: string) {
  const inputs = options.entries("with").flatMap(([name, value]): readonly (readonly [string, DeclaredValue])[] => {
    if (value === undefined) return [];
    if (typeof value === "boolean") return [[name, { kind: "literal", value: String(value) }]];
    const described = describeValue(walk, options, `with.${name}`, value);
    if (described.kind === "literal" || described.kind === "secret") return [[name, described]];
    options.misuse(`with.${name}`, "a text, a number, yes or no, or a secret", value);
    return [];
  });
  const instead = options.get("elsewhere");
  const elsewhere = instead === undefined ? undefined : describeStep(walk, options, instead, "elsewhere");
  const isAction = elsewhere?.run.kind === "action";
  if (isAction) options.misuse("elsewhere", "a step of sh, scriptFile or exec", instead);
  return present({
    kind: "action",
    uses,
    with: Object.fromEntries(inputs),
    elsewhere: isAction ? undefined : elsewhere,
  });
}

function describeEntrypoint(from: Reader): readonly string[] | "image" | undefined {
  const value = from.get("entrypoint");
  return value === undefined || value === "image" ? value : from.texts("entrypoint");
}

function describeService(
  walk: Walk,
  job: Reader,
  value: unknown,
  field: string,
): DeclaredService<CallSite> | undefined {
  const declaration = declarationOf(value) as Declaration<"service", unknown> | undefined;
  if (declaration?.kind !== "service") {
    job.misuse(field, "a service", value);
    return undefined;
  }
  const from = walk.reader(declaration.options, declaration.at);
  return present({
    name: walk.reader(declaration, declaration.at).text("name"),
    at: declaration.at,
    image: describeImage(walk, from, "image"),
    env: describeEnv(walk, from, "env"),
    command: from.get("command") === undefined ? undefined : from.texts("command"),
    ports: from.list("ports").map(Number),
    ready: from.get("ready") === undefined ? undefined : describeReadiness(from.inner("ready")),
  }) as DeclaredService<CallSite>;
}

function describeReadiness(ready: Reader) {
  const timeout = ready.optionalText("timeout");
  if (ready.get("tcp") !== undefined) {
    return present({ kind: "tcp", port: ready.optionalNumber("tcp") ?? 0, timeout });
  }
  if (ready.get("http") !== undefined) {
    const http = ready.inner("http");
    return present({ kind: "http", port: http.optionalNumber("port") ?? 0, path: http.optionalText("path"), timeout });
  }
  if (ready.get("log") !== undefined) return present({ kind: "log", text: ready.text("log"), timeout });
  return present({ kind: "command", argv: ready.texts("command"), timeout });
}

function download(walk: Walk, from: Reader, value: unknown, field: string): readonly number[] {
  const artifacts = declarationOf(value) as { readonly kind: "artifacts"; readonly job: object } | undefined;
  if (artifacts?.kind === "artifacts") return walk.numbers(artifacts.job, field, from, "job");
  from.misuse(field, "the artifacts of a job that keeps some", value);
  return [];
}

function describeArtifacts(from: Reader): DeclaredArtifacts | undefined {
  const value = from.get("artifacts");
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return { paths: from.texts("artifacts"), exclude: [], junit: [] };
  const inner = from.inner("artifacts");
  return present({
    paths: inner.texts("paths"),
    exclude: inner.texts("exclude"),
    on: inner.optionalText("on"),
    retention: inner.optionalText("retention"),
    junit: inner.texts("junit"),
    coverage: inner.get("coverage") === undefined ? undefined : describeCoverage(inner.inner("coverage")),
  }) as DeclaredArtifacts;
}

function describeCoverage(from: Reader) {
  const format = from.get("jacoco") === undefined ? "cobertura" : "jacoco";
  return { format, path: from.text(format) } as const;
}

function describeCache(from: Reader): DeclaredCache {
  return present({
    prefix: from.optionalText("prefix"),
    key: from.texts("key"),
    paths: from.texts("paths"),
    policy: from.optionalText("policy"),
  }) as DeclaredCache;
}

function allowFailure(from: Reader): readonly number[] | undefined {
  const value = from.get("allowFailure");
  if (value === undefined || value === false) return undefined;
  return value === true ? [] : from.inner("allowFailure").list("exitCodes").map(Number);
}
