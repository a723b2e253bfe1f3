import { commandsOf } from "./commands.ts";
import { fallbackOf } from "./action-fallback.ts";
import type { Env, ImageReference, Job, Step, Value } from "./model/index.ts";
import { atomsIn, conditionsOf } from "./references.ts";
import { envsOf } from "./walk.ts";

/** A text of a job, with the words that say where it stands. */
export interface PlacedText {
  readonly place: string;
  readonly text: string;
}

const placed = (place: string, ...texts: readonly (string | undefined)[]): readonly PlacedText[] =>
  texts.filter((text) => text !== undefined).map((text) => ({ place, text }));

const imageName = (image: ImageReference) => {
  if (image.kind !== "template") return image.kind === "registry" ? image.reference : undefined;
  return image.parts.map((part) => (part.kind === "literal" ? part.value : "")).join("");
};

/** Everything that a job has a shell or a program do. */
export function stepsOf(job: Job): readonly (Omit<Step, "env"> & { readonly env?: Env })[] {
  if (job.kind === "script") return job.steps.flatMap((step) => fallbackOf(step) ?? []);
  return job.kind === "deploy" && job.to.kind === "command" ? commandsOf(job.to).map(({ command }) => command) : [];
}

const argumentsOf = ({ name, run }: Pick<Step, "name" | "run">) =>
  run.kind === "exec" ? placed(`the arguments of step ${JSON.stringify(name)}`, ...run.argv) : [];

/** Texts that end up where people or machines can read them: names, arguments, labels, keys. */
export function publicTexts(job: Job): readonly PlacedText[] {
  return [...ownTexts(job), ...controlTexts(job)];
}

function controlTexts({ environment, concurrency, runner }: Job): readonly PlacedText[] {
  return [
    ...placed("the environment", environment?.name, environment?.url),
    ...placed("the concurrency group", concurrency?.group),
    ...placed("a runner label", ...new Set(Object.values(runner ?? {}).flat())),
  ];
}

const literalOf = (value: Value) => (value.kind === "literal" ? value.value : undefined);

function ownTexts(job: Job): readonly PlacedText[] {
  switch (job.kind) {
    case "script":
      return [
        ...placed("the image", imageName(job.image)),
        ...placed("the entrypoint", ...(job.entrypoint === "image" ? [] : (job.entrypoint ?? []))),
        ...job.steps.flatMap(argumentsOf),
        ...job.services.flatMap((service) => [
          ...placed(`the image of service ${service.name}`, imageName(service.image)),
          ...placed(`the command of service ${service.name}`, ...(service.command ?? [])),
          ...placed(
            `the check of service ${service.name}`,
            ...(service.ready?.kind === "command" ? service.ready.argv : []),
          ),
        ]),
        ...job.caches.flatMap((cache) => placed("a cache", cache.prefix, ...cache.keyFiles, ...cache.paths)),
        ...placed("the inputs", ...(job.inputs ?? [])),
        ...placed(
          "the artifacts",
          ...(job.artifacts?.paths ?? []),
          ...(job.artifacts?.exclude ?? []),
          job.artifacts?.exposeAs,
        ),
      ];
    case "build":
      return [
        ...placed("the repository", job.repository),
        ...placed("a tag", ...job.tags, ...(job.tagTemplates ?? []).flatMap(({ parts }) => parts.map(literalOf))),
        ...placed("a build argument", ...Object.values(job.args).map(literalOf)),
        ...placed("a label", ...Object.values(job.labels ?? {}).map(literalOf)),
        ...placed("the build", job.context, job.dockerfile, job.target, ...job.platforms),
      ];
    case "deploy":
      return [
        ...placed("the destination", ...Object.values(job.to).filter((value) => typeof value === "string")),
        ...(job.to.kind === "command" ? placed("the image", imageName(job.to.image)) : []),
        ...stepsOf(job).flatMap(argumentsOf),
      ];
    case "native":
      return [];
  }
}

/** Texts that a shell reads. */
export function scriptTexts(job: Job): readonly PlacedText[] {
  return stepsOf(job).flatMap(({ name, run }) =>
    run.kind === "shell" ? placed(`step ${JSON.stringify(name)}`, run.script) : [],
  );
}

function textOf(atom: ReturnType<typeof atomsIn>[number]): string | undefined {
  if (atom.op === "matches") return atom.pattern;
  return "value" in atom ? (atom.value ?? undefined) : undefined;
}

/** What is written into emitted files beside these: names that people see, literal values, and what conditions compare with. */
export function otherTexts(job: Job): readonly PlacedText[] {
  const steps = stepsOf(job);
  const envs = [
    job.env,
    ...(job.kind === "script" ? job.steps.flatMap(envsOf) : []),
    ...(job.kind === "script" ? job.services.map(({ env }) => env) : []),
  ];
  return [
    ...(job.kind === "script"
      ? placed("the name of a step", ...job.steps.filter((step) => !fallbackOf(step)).map(({ name }) => name))
      : []),
    ...placed("the condition", ...conditionsOf(job).flatMap(atomsIn).map(textOf)),
    ...steps.flatMap(({ name, workingDirectory }) =>
      placed("the name of a step", name).concat(placed("a working directory", workingDirectory)),
    ),
    ...envs.flatMap((env) =>
      Object.entries(env).flatMap(([name, value]) =>
        value.kind === "literal" ? placed(`variable ${name}`, value.value) : [],
      ),
    ),
  ];
}
