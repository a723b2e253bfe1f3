import type {
  DeclaredCommand,
  DeclaredEnv,
  DeclaredImage,
  DeclaredJob,
  DeclaredStep,
  DeclaredValue,
} from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import { isLeftOut } from "./step.ts";

/** An edge, by the number of the needed job. */
export interface Edge {
  readonly job: number;
  readonly gate: boolean;
  readonly artifacts: boolean;
}

/** What a job needs: what it names, and what it uses. Whatever it uses must have succeeded. */
export function edges(job: DeclaredJob<Location>): readonly Edge[] {
  const found = new Map<number, Edge>();
  const add = (number: number, gate: boolean, artifacts = false) => {
    const known = found.get(number);
    found.set(number, {
      job: number,
      gate: gate || (known?.gate ?? false),
      artifacts: artifacts || (known?.artifacts ?? false),
    });
  };
  for (const number of job.needs) add(number, false);
  for (const number of used(job)) add(number, true);
  // A final job takes what there is.
  if (job.kind === "script") for (const number of job.downloads) add(number, !job.finally, true);
  return [...found.values()];
}

function used(job: DeclaredJob<Location>): readonly number[] {
  const condition = job.when?.kind === "expr" ? job.when.uses : [];
  switch (job.kind) {
    case "script":
      return [
        ...ofImage(job.image),
        ...job.services.flatMap((service) => [...ofImage(service.image), ...ofEnv(service.env)]),
        ...ofEnv(job.env),
        ...(job.dynamic ? [job.dynamic.from.job] : []),
        ...job.steps.filter((step) => !isLeftOut(step)).flatMap(ofStep),
        ...condition,
      ];
    case "build":
      return [
        ...ofEnv(job.secrets),
        ...(job.login ? [...ofValue(job.login.username), ...ofValue(job.login.password)] : []),
        ...condition,
      ];
    case "deploy":
      return [
        ...(job.image === undefined ? [] : [job.image]),
        ...(job.proof.kind === "tested" ? job.proof.by : []),
        ...(job.to.kind === "command" ? ofCommands(job.to) : []),
        ...condition,
      ];
  }
}

const ofImage = (image: DeclaredImage) =>
  image.kind === "build" ? [image.job] : image.kind === "template" ? image.parts.flatMap(ofValue) : [];
const ofValue = (value: DeclaredValue) => (value.kind === "output" || value.kind === "image" ? [value.job] : []);
const ofEnv = (env: DeclaredEnv) => Object.values(env).flatMap(ofValue);
const ofStep = ({ env, run, when }: DeclaredStep<Location>): readonly number[] => [
  ...ofEnv(env),
  ...(when?.kind === "expr" ? when.uses : []),
  ...(run.kind === "shell" ? run.values.flatMap(ofValue) : []),
  ...(run.kind === "file" ? run.args.flatMap(ofValue) : []),
  ...(run.kind === "action" && run.elsewhere ? ofStep(run.elsewhere) : []),
];
const ofCommands = ({ env, run, readBack, rollback }: DeclaredCommand<Location>) => [
  ...ofEnv(env),
  ...[run, readBack, rollback].flatMap((step) => (step ? ofStep(step) : [])),
];
