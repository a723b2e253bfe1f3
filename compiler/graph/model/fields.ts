/**
 * What a field of the graph has to be beside its type. The schema of saved graphs is made of the types and of this table
 * (`npm run schemas`), and a graph that is loaded is held to its rules (`lowering/saved-graph-rules.ts`). A field of a type
 * that is a union, such as `Job.timeout`, is that of all members that have it.
 */
export interface Field {
  /** The rule by which lowering judges the text, or each text of a list. */
  readonly rule?: RuleName;
  /** Why any text will do. */
  readonly text?: string;
  /** For the schema: of the value, of each element of a list, of the names of a record. */
  readonly minLength?: number;
  readonly minItems?: number;
  readonly uniqueItems?: true;
  readonly type?: "integer";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly each?: Pick<Field, "type" | "minimum" | "maximum" | "pattern">;
  readonly names?: { readonly pattern: string };
}

/** The rules that texts of a saved graph are held to. */
export type RuleName =
  | "actionInput"
  | "actionName"
  | "audience"
  | "cachePrefix"
  | "composeProject"
  | "concurrencyGroup"
  | "cron"
  | "data"
  | "engineAddress"
  | "engineName"
  | "environmentName"
  | "eventType"
  | "filterGlob"
  | "glob"
  | "hostName"
  | "imageReference"
  | "imageTag"
  | "jobName"
  | "jobTitle"
  | "kubernetesName"
  | "linkText"
  | "outputName"
  | "path"
  | "refPattern"
  | "pipelineName"
  | "platform"
  | "repository"
  | "requestPath"
  | "runnerLabel"
  | "stageName"
  | "stepId"
  | "userName"
  | "variableName"
  | "webAddress";

const job: Field = { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,149}$", text: "the id of a job, which the structure resolves" };
const jobs: Field = {
  each: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,149}$" },
  text: "ids of jobs, which the structure resolves",
};
const seconds: Field = { exclusiveMinimum: 0 };
const port = { type: "integer", minimum: 1, maximum: 65_535 } as const;
const exitCode = { type: "integer", minimum: 1, maximum: 255 } as const;
const atLeastOne: Field = { type: "integer", minimum: 1 };
const axis = { pattern: "^[A-Za-z_][A-Za-z0-9_-]{0,62}$" } as const;
const input = { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } as const;
const warning = { pattern: "^WB[0-9]{4}$" } as const;
const people = "for people: it is shown and decides nothing";
const data = "data: it is quoted wherever it is used";
const condition = "of a condition, which is data to every printer";

/** Every field that is a text, and those with bounds. A test holds the table to be complete. */
export const FIELDS: Readonly<Record<string, Field>> = {
  "StageGraph.name": { rule: "pipelineName", minLength: 1 },
  "StageGraph.source": { rule: "path" },
  "StageGraph.stages": { rule: "stageName" },
  "StageGraph.jobs": { minItems: 1 },
  "Location.file": { text: "a place of the source, for people" },
  "Location.line": atLeastOne,
  "Location.column": atLeastOne,
  "Call.id": job,
  "Call.pipeline": { rule: "pipelineName", minLength: 1 },
  "Call.jobs": jobs,
  "Matrix.id": job,
  "Matrix.jobs": jobs,
  "Matrix.maxParallel": atLeastOne,
  "Matrix.axes": { rule: "data", names: axis },
  "Matrix.include": { rule: "data" },
  "Matrix.exclude": { rule: "data" },
  "MatrixInstance.values": { text: data },
  "MatrixInstance.id": job,
  "DynamicMatrix.keys": { minItems: 1, each: { pattern: "^[a-z][A-Za-z0-9_]*$" }, text: "the schema has its pattern" },
  "DynamicMatrix.maxParallel": atLeastOne,

  "PushTrigger.branches": { rule: "refPattern" },
  "PushTrigger.tags": { rule: "refPattern" },
  "PushTrigger.paths": { rule: "filterGlob" },
  "PullRequestTrigger.targets": { rule: "refPattern" },
  "PullRequestTrigger.paths": { rule: "filterGlob" },
  "PullRequestTrigger.types": { rule: "eventType", minItems: 1 },
  "ProviderEventTrigger.types": { rule: "eventType", minItems: 1 },
  "ProviderEventTrigger.pipelines": { rule: "pipelineName", minItems: 1 },
  "ScheduleTrigger.cron": { rule: "cron" },
  "ManualTrigger.inputs": { names: input },
  "ManualInput.description": { rule: "data" },
  "ManualInput.default": { rule: "data" },
  "ManualInput.options": { rule: "data" },
  "CallTrigger.inputs": { names: input },
  "CallInput.description": { rule: "data" },
  "CallInput.default": { rule: "data" },

  "Job.id": job,
  "Job.title": { rule: "jobTitle" },
  "Job.stage": { text: "one of the graph's stages, as the structure checks" },
  "Job.timeout": seconds,
  "Need.job": job,
  "Environment.name": { rule: "environmentName", minLength: 1 },
  "Environment.url": { rule: "webAddress" },
  "Concurrency.group": { rule: "concurrencyGroup", minLength: 1 },
  "Job.runner": { rule: "runnerLabel" },
  "Job.accept": { text: people },
  "Job.native": { text: "a provider's own keys, trusted as the pipeline is" },
  "RetryOn.exitCodes": { each: exitCode },

  "StageGraph.accept": { text: people },
  Accepted: { names: warning },
  "StageGraph.targets": { minItems: 1, text: "names of providers, of which others are of no use" },
  "StageGraph.native": { text: "a provider's own keys, trusted as the pipeline is" },
  "Covers.jobs": jobs,
  "Covers.mayBeSkipped": jobs,
  "NativeRun.native": { text: "a provider's own keys, trusted as the pipeline is" },
  "ScriptJob.steps": { minItems: 1 },
  "ScriptJob.inputs": { rule: "glob" },
  "ScriptJob.outputs": { rule: "outputName", each: { pattern: "^[A-Za-z_][A-Za-z0-9_-]*$" } },
  "ScriptJob.entrypoint": { minItems: 1, text: data },
  "ScriptJob.user": { rule: "userName" },
  "ScriptJob.workingDirectory": { rule: "path" },
  "ScriptJob.retry": { type: "integer", minimum: 0, maximum: 2 },
  "AllowedFailure.exitCodes": { each: exitCode },
  "Step.name": { text: people },
  "Step.id": { rule: "stepId", pattern: "^[A-Za-z_][A-Za-z0-9_-]{0,99}$" },
  "Step.outputs": { rule: "outputName", each: { pattern: "^[A-Za-z_][A-Za-z0-9_-]*$" } },
  "StepOutput.step": { text: "a step of the job, as the structure checks" },
  "StepOutput.name": { text: "an output of that step, as the structure checks" },
  "Step.timeout": seconds,
  "Checkout.depth": { type: "integer", minimum: 0 },
  "Checkout.path": { rule: "path" },
  "Step.workingDirectory": { rule: "path" },
  "Fallback.workingDirectory": { rule: "path" },
  "ShellRun.script": { text: "the author's script" },
  "ExecRun.argv": { minItems: 1, text: "the author's program and arguments" },
  "ActionRun.uses": { rule: "actionName" },
  "Service.name": { rule: "hostName", minLength: 1 },
  "Service.command": { text: data },
  "Service.ports": { each: port },
  "Readiness.argv": { minItems: 1, text: data },
  "Readiness.port": port,
  "Readiness.path": { rule: "requestPath", pattern: "^/" },
  "Readiness.text": { text: data, minLength: 1 },
  "Readiness.timeout": seconds,
  "Artifacts.paths": { rule: "glob" },
  "Artifacts.exclude": { rule: "glob" },
  "Artifacts.junit": { rule: "glob" },
  "Artifacts.retentionDays": atLeastOne,
  "Artifacts.retentionSeconds": seconds,
  "Artifacts.exposeAs": { rule: "linkText", minLength: 1 },
  "Coverage.path": { rule: "path" },
  "Cache.prefix": { rule: "cachePrefix" },
  "Cache.keyFiles": { rule: "path" },
  "Cache.paths": { rule: "path", minItems: 1 },

  "RegistryImage.reference": { rule: "imageReference", minLength: 1 },
  "BuiltImage.job": job,
  "ImageTemplate.parts": { minItems: 1 },
  Env: { names: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } },
  "LiteralValue.value": { text: data },
  "SecretValue.name": { rule: "variableName" },
  "SecretFileValue.name": { rule: "variableName" },
  "IdTokenValue.name": { rule: "variableName" },
  "IdTokenValue.audience": { rule: "audience" },
  "OutputValue.job": job,
  "OutputValue.name": { text: "an output of that job, as the structure checks" },
  "StepValue.step": { text: "an earlier step of the job, as the structure checks" },
  "StepValue.name": { text: "an output of that step, as the structure checks" },
  "InputValue.name": { text: "an input of a trigger, as the structure checks" },
  "ImageValue.job": job,
  "ProjectValue.name": { rule: "variableName" },
  "GitLabValue.name": { rule: "variableName" },
  "AxisValue.name": { text: "a key of the job's matrix, as the structure checks" },

  "BuildJob.repository": { rule: "repository", minLength: 1 },
  "BuildJob.context": { rule: "path" },
  "BuildJob.dockerfile": { rule: "path" },
  "BuildJob.target": { rule: "jobName" },
  "BuildJob.args": { names: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } },
  "BuildJob.labels": { names: { pattern: "^[a-z0-9]+([._/-]+[a-z0-9]+)*$" } },
  "BuildJob.tags": { rule: "imageTag" },
  "BuildJob.tagTemplates": { minItems: 1 },
  "TagTemplate.parts": { minItems: 1 },
  "BuildJob.tagFrom": { minItems: 1, uniqueItems: true },
  "BuildJob.platforms": { rule: "platform" },
  "DeployJob.image": job,
  "Proof.by": jobs,
  "Proof.reason": { text: people, minLength: 1 },
  "Destination.deadline": seconds,
  "Destination.engine": { rule: "engineAddress" },
  "SwarmService.service": { rule: "engineName" },
  "SwarmService.parallelism": { type: "integer", minimum: 0 },
  "SwarmService.delay": { minimum: 0 },
  "ContainerRestart.container": { rule: "engineName" },
  "ComposeService.service": { rule: "engineName" },
  "ComposeService.project": { rule: "composeProject" },
  "CommandDestination.name": { rule: "engineName" },
  "Command.name": { text: people },
  "Command.workingDirectory": { rule: "path" },
  "KubernetesRollout.name": { rule: "kubernetesName" },
  "KubernetesRollout.namespace": { rule: "kubernetesName" },
  "KubernetesRollout.container": { rule: "kubernetesName" },
  "KubernetesRollout.context": { text: "a name in the kubeconfig, sent to nobody" },

  "GitLabPart.stages": { rule: "stageName" },
  "ComponentInclude.component": { text: "what GitLab includes is trusted as the pipeline is" },
  "ComponentInclude.version": { text: "what GitLab includes is trusted as the pipeline is" },
  "FileInclude.project": { text: "what GitLab includes is trusted as the pipeline is" },
  "FileInclude.file": { text: "what GitLab includes is trusted as the pipeline is" },
  "FileInclude.ref": { text: "what GitLab includes is trusted as the pipeline is" },
  "RemoteInclude.url": { text: "what GitLab includes is trusted as the pipeline is" },
  "RemoteInclude.integrity": { text: "what GitLab includes is trusted as the pipeline is" },
  "TemplateInclude.name": { text: "what GitLab includes is trusted as the pipeline is" },
  "GitLabInclude.inputs": { rule: "data" },

  "ProjectVariable.name": { rule: "variableName" },
  "InputVariable.name": { text: condition, pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
  "ProviderVariable.name": { text: condition, pattern: "^[A-Za-z_][A-Za-z0-9_.-]*$" },
  "Labelled.name": { text: condition, pattern: "^[^,\\u0000-\\u001f]+$" },
  "OutputVariable.job": { text: condition },
  "OutputVariable.name": { text: condition },
  "StepVariable.step": { text: condition },
  "StepVariable.name": { text: condition },
  "Equal.value": { text: condition },
  "TextTest.value": { text: condition },
  "Matches.pattern": { text: condition },
  "Changed.globs": { minItems: 1, text: condition },
};
