export type { Checkout } from "./checkout.ts";
export type { Accepted } from "./accepted.ts";
export type { BuildJob, Login, TagTemplate } from "./build.ts";
export type { Call } from "./call.ts";
export type { Concurrency, Environment, JobControl, Permissions, RetryOn, Runner } from "./control.ts";
export type {
  Command,
  CommandDestination,
  ComposeService,
  ContainerRestart,
  DeployJob,
  Destination,
  KubernetesRollout,
  Proof,
  SwarmService,
} from "./deploy.ts";
export type { Artifacts, Cache, Coverage } from "./files.ts";
export type {
  ComponentInclude,
  FileInclude,
  GitLabInclude,
  GitLabPart,
  IncludeInput,
  RemoteInclude,
  TemplateInclude,
} from "./gitlab.ts";
export type { StageGraph } from "./graph.ts";
export type { BuiltImage, ImageReference, ImageTemplate, Readiness, RegistryImage, Service } from "./image.ts";
export type {
  ActionRun,
  AllowedFailure,
  Covers,
  ExecRun,
  Fallback,
  Job,
  JobBase,
  NativeRun,
  Need,
  ScriptJob,
  ScriptShell,
  StepFile,
  StepOutput,
  StepTurn,
  ShellRun,
  Step,
} from "./job.ts";
export type { DynamicMatrix, Matrix, MatrixInstance, MatrixRow, MatrixValue } from "./matrix.ts";
export type { Native, NativeJob, NativeKeys, NativeValue } from "./native.ts";
export type {
  CallInput,
  CallTrigger,
  ManualInput,
  ManualTrigger,
  ProviderEvent,
  ProviderEventTrigger,
  PullRequestTrigger,
  PushTrigger,
  ScheduleTrigger,
  Trigger,
} from "./trigger.ts";
export type {
  AxisValue,
  Env,
  IdTokenValue,
  ImageValue,
  InputValue,
  LiteralValue,
  OutputValue,
  PublicValue,
  PartValue,
  TextValue,
  StepValue,
  RunValue,
  SecretFileValue,
  SecretValue,
  Value,
} from "./value.ts";
