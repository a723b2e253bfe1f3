/**
 * The language of pipelines: `import { job, pipeline } from "waybill"`. These functions declare; they run nothing.
 *
 * @module waybill
 */
export type { Accept } from "./accept.ts";
export type { NativeKeys, NativeValue, Permissions } from "../graph/model/index.ts";
export { type ActionOptions, uses } from "./action.ts";
export { type CallOptions, callPipeline, type GivenInputs, type PipelineCall } from "./call-pipeline.ts";
export { type CallWorkflowOptions, callWorkflow } from "./call-workflow.ts";
export type { Checkout } from "./checkout.ts";
export type { Concurrency, ControlOptions, Environment, Retry, Runner } from "./control.ts";
export { type Deployment, type DeployOptions, deploy } from "./deploy.ts";
export {
  type CommandOptions,
  type ComposeServiceOptions,
  command,
  composeService,
  containerRestart,
  type Destination,
  type ContainerRestartOptions,
  type EngineOptions,
  type KubernetesRolloutOptions,
  kubernetesRollout,
  type SwarmServiceOptions,
  swarmService,
} from "./destination.ts";
export type { Days, Duration } from "./duration.ts";
export { type DynamicJobOptions, type DynamicMatrixOptions, dynamicMatrix } from "./dynamic-matrix.ts";
export type { Env, EnvValue } from "./env.ts";
export type { ArtifactOptions, Artifacts, Cache } from "./files.ts";
export {
  type GitLabFileOptions,
  type GitLabInclude,
  type GitLabIncludeOptions,
  type GitLabInputs,
  type GitLabRemoteOptions,
  gitlabComponent,
  gitlabFile,
  gitlabRemote,
  gitlabTemplate,
} from "./gitlab-include.ts";
export type { Event } from "../expr/events.ts";
export { type IdTokenOptions, idToken } from "./id-token.ts";
export {
  type BuildOptions,
  type BuiltImage,
  buildImage,
  type RegistryLogin,
  type ShippableImage,
  type TagSources,
  unverified,
} from "./image.ts";
export { type ImageName, imageName } from "./image-name.ts";
export { gitlabVariable, vars } from "./variable.ts";
export { type ImageTag, imageTag } from "./image-tag.ts";
export {
  type Job,
  type JobIn,
  type JobOptions,
  type Machine,
  type JobWith,
  job,
  type NodeOptions,
  type ScriptJob,
  type WithArtifacts,
} from "./job.ts";
export {
  type InstanceOptions,
  type MatrixJob,
  type MatrixOptions,
  type MatrixValue,
  type MatrixValues,
  type MatrixWith,
  matrix,
} from "./matrix.ts";
export { type NativeJobOptions, type NativeOptions, nativeJob, nativeStep } from "./native.ts";
export { type Pipeline, type PipelineOptions, pipeline } from "./pipeline.ts";
export { readText } from "./read-file.ts";
export type { IdToken, Outcome, Output, Reference, Secret, SecretFile, Text, Untrusted } from "./reference.ts";
export { type Commit, type Predicate, type PullRequest, type Run, runFacts } from "./run.ts";
export { type RequiredCheckOptions, requiredCheck } from "./required-check.ts";
export { secret, secretFile } from "./secret.ts";
export { type Readiness, type Service, type ServiceOptions, service } from "./service.ts";
export {
  exec,
  type NamedStep,
  pwsh,
  type Shell,
  type Step,
  type StepOptions,
  script,
  scriptFile,
  sh,
  step,
} from "./step.ts";
export { type TextPart, text } from "./text.ts";
export {
  after,
  type CallInput,
  type CallInputs,
  type CallTrigger,
  call,
  dispatch,
  githubEvent,
  gitlabSource,
  type ManualInput,
  type ManualTrigger,
  manual,
  mergeQueue,
  type ProviderEventOptions,
  type PullRequestOptions,
  type PushOptions,
  pullRequest,
  push,
  release,
  schedule,
  type Trigger,
} from "./trigger.ts";
