import type { Condition } from "./condition/declared.ts";
import type { Combination, MatrixValue } from "./matrix/combinations.ts";

/**
 * What a pipeline declares, as plain JSON: how it leaves the process that evaluated it. `P` is a place: of the bundle when
 * it is described, of the user's files once the frontend has mapped it.
 *
 * Texts and lists are what the author wrote, not yet judged: lowering does that. `jobs[i].id` is `i`.
 */
export interface DeclarationDocument<P> {
  readonly name: string;
  readonly at: P;
  readonly triggers: readonly DeclaredTrigger<P>[];
  /** The listed jobs come first, in the author's order; then those reached through them. */
  readonly jobs: readonly DeclaredJob<P>[];
  /** Absent: none. */
  readonly matrices?: readonly DeclaredMatrix<P>[];
  /** Absent: it has nothing on GitLab alone. */
  readonly gitlab?: DeclaredGitLab<P>;
  /** Absent: none. */
  readonly calls?: readonly DeclaredCall<P>[];
  /** Values of a wrong kind, which types that were cast away let through. */
  readonly misuses: readonly Misuse<P>[];
}

/** A value that is not what its place wants. A stand-in of the right type is in the document. */
export interface Misuse<P> {
  /** The option, as `steps[2].env.TOKEN` or `name`. */
  readonly field: string;
  readonly wanted: string;
  readonly found: string;
  readonly at: P;
}

export type DeclaredJob<P> = DeclaredScriptJob<P> | DeclaredBuild<P> | DeclaredDeploy<P>;

export interface DeclaredJobBase<P> {
  readonly id: number;
  readonly name: string;
  readonly at: P;
  /** Named in `needs`. What is implied is not here. */
  readonly needs: readonly number[];
  readonly when?: Condition<P>;
  readonly timeout?: string;
  /** The matrix that it is an instance of, by its number. */
  readonly matrix?: { readonly number: number; readonly values: Combination };
  readonly control: DeclaredControl;
  /** The call of another pipeline that it is part of, by its number. */
  readonly call?: number;
}

/** A pipeline that is run as a part of this one. Its jobs are among the document's, as they are in this call. */
export interface DeclaredCall<P> {
  readonly name: string;
  readonly at: P;
  /** The name of the pipeline. */
  readonly pipeline: string;
  readonly triggers: readonly DeclaredTrigger<P>[];
  readonly given: DeclaredEnv;
  /** The call that this one is part of, by its number. */
  readonly within?: number;
}

export interface DeclaredMatrix<P> {
  readonly name: string;
  readonly at: P;
  readonly axes: Readonly<Record<string, readonly MatrixValue[]>>;
  readonly include: readonly Combination[];
  readonly exclude: readonly Combination[];
  readonly failFast?: boolean;
  readonly maxParallel?: number;
  /** Numbers of its instances. */
  readonly jobs: readonly number[];
  /** Combinations there are, in `jobs` or beyond. */
  readonly count: number;
  readonly unmatched: readonly number[];
  readonly missing: readonly { readonly values: string; readonly at: P }[];
}

export interface DeclaredControl {
  readonly environment?: {
    readonly name: string;
    readonly url?: string;
    readonly approval?: boolean;
    readonly protected?: boolean;
  };
  readonly manual?: boolean;
  readonly concurrency?: { readonly group: string; readonly waiting?: string };
  readonly interruptible?: boolean;
  readonly runner?: { readonly gitlab: readonly string[]; readonly github: readonly string[] };
  readonly permissions?: Readonly<Record<string, string>>;
}

export type DeclaredValue =
  | { readonly kind: "literal"; readonly value: string; readonly number?: true }
  | { readonly kind: "secret"; readonly name: string }
  | { readonly kind: "secretFile"; readonly name: string }
  | { readonly kind: "idToken"; readonly name: string; readonly audience: string }
  | { readonly kind: "output"; readonly job: number; readonly name: string }
  | { readonly kind: "run"; readonly name: string }
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "image"; readonly job: number }
  /** A value of the dynamic matrix of that name. */
  | { readonly kind: "matrix"; readonly name: string; readonly of: string };

export type DeclaredEnv = Readonly<Record<string, DeclaredValue>>;

export type DeclaredImage =
  | { readonly kind: "registry"; readonly reference: string }
  | { readonly kind: "build"; readonly job: number }
  | { readonly kind: "template"; readonly parts: readonly DeclaredValue[] };

export interface DeclaredScriptJob<P> extends DeclaredJobBase<P> {
  readonly kind: "script";
  readonly dynamic?: DeclaredDynamic;
  readonly image: DeclaredImage;
  readonly steps: readonly DeclaredStep<P>[];
  readonly services: readonly DeclaredService<P>[];
  readonly env: DeclaredEnv;
  readonly secrets: readonly DeclaredValue[];
  readonly downloads: readonly number[];
  readonly inputs?: readonly string[];
  readonly outputs: readonly string[];
  readonly artifacts?: DeclaredArtifacts;
  readonly caches: readonly DeclaredCache[];
  readonly shell?: string;
  readonly entrypoint?: readonly string[] | "image";
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly retry?: { readonly times: number; readonly on?: readonly string[]; readonly exitCodes?: readonly number[] };
  readonly allowFailure?: readonly number[];
  readonly finally?: boolean;
}

export interface DeclaredDynamic {
  readonly from: { readonly job: number; readonly name: string };
  readonly keys?: readonly string[];
  readonly failFast?: boolean;
  readonly maxParallel?: number;
}

export interface DeclaredStep<P> {
  readonly name?: string;
  readonly at: P;
  readonly run:
    | { readonly kind: "shell"; readonly parts: readonly string[]; readonly values: readonly DeclaredValue[] }
    | {
        readonly kind: "file";
        readonly path: string;
        readonly interpreter: readonly string[];
        readonly args: readonly DeclaredValue[];
      }
    | { readonly kind: "exec"; readonly argv: readonly string[] }
    | {
        readonly kind: "action";
        readonly uses: string;
        readonly with: DeclaredEnv;
        readonly elsewhere?: DeclaredStep<P>;
      };
  readonly env: DeclaredEnv;
  readonly workingDirectory?: string;
  readonly when?: Condition<P>;
}

export interface DeclaredService<P> {
  readonly name: string;
  readonly at: P;
  readonly image: DeclaredImage;
  readonly env: DeclaredEnv;
  readonly command?: readonly string[];
  readonly ports: readonly number[];
  readonly ready?:
    | { readonly kind: "command"; readonly argv: readonly string[]; readonly timeout?: string }
    | { readonly kind: "tcp"; readonly port: number; readonly timeout?: string }
    | { readonly kind: "http"; readonly port: number; readonly path?: string; readonly timeout?: string }
    | { readonly kind: "log"; readonly text: string; readonly timeout?: string };
}

export interface DeclaredArtifacts {
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly on?: string;
  readonly retention?: string;
  readonly junit: readonly string[];
  readonly coverage?: { readonly format: "cobertura" | "jacoco"; readonly path: string };
}

export interface DeclaredCache {
  readonly prefix?: string;
  readonly key: readonly string[];
  readonly paths: readonly string[];
  readonly policy?: string;
}

export interface DeclaredLogin {
  readonly username: DeclaredValue;
  readonly password: DeclaredValue;
}

export interface DeclaredBuild<P> extends DeclaredJobBase<P> {
  readonly kind: "build";
  readonly repository: string;
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly secrets: DeclaredEnv;
  readonly ssh?: DeclaredValue;
  readonly tags: readonly string[];
  readonly tagFrom?: { readonly branch?: boolean; readonly version?: boolean; readonly latest?: boolean };
  readonly platforms: readonly string[];
  readonly layerCache?: string;
  readonly login?: DeclaredLogin;
}

export interface DeclaredDeploy<P> extends DeclaredJobBase<P> {
  readonly kind: "deploy";
  /** The build whose image is shipped; absent when what stands there is no image. */
  readonly image?: number;
  readonly proof:
    | { readonly kind: "tested"; readonly by: readonly number[]; readonly at: P }
    | { readonly kind: "unverified"; readonly reason: string };
  readonly to: DeclaredDestination<P>;
}

export type DeclaredDestination<P> =
  | {
      readonly kind: "swarmService";
      readonly service: string;
      readonly order?: string;
      readonly parallelism?: number;
      readonly delay?: string;
      readonly deadline?: string;
      readonly engine?: string;
    }
  | {
      readonly kind: "containerRestart";
      readonly container: string;
      readonly deadline?: string;
      readonly engine?: string;
    }
  | {
      readonly kind: "composeService";
      readonly service: string;
      readonly project: string;
      readonly deadline?: string;
      readonly engine?: string;
    }
  | {
      readonly kind: "kubernetesRollout";
      readonly workload: string;
      readonly namespace: string;
      readonly container: string;
      readonly context?: string;
      readonly kubeconfig?: DeclaredValue;
      readonly deadline?: string;
    }
  | DeclaredCommand<P>;

export interface DeclaredCommand<P> {
  readonly kind: "command";
  readonly name: string;
  readonly image: string;
  readonly shell?: string;
  readonly env: DeclaredEnv;
  readonly secrets: readonly DeclaredValue[];
  readonly run?: DeclaredStep<P>;
  readonly readBack?: DeclaredStep<P>;
  readonly rollback?: DeclaredStep<P>;
  readonly deadline?: string;
}

export type DeclaredTrigger<P> =
  | {
      readonly kind: "push";
      readonly at: P;
      readonly branches?: readonly string[];
      readonly tags?: readonly string[];
      readonly paths?: readonly string[];
    }
  | {
      readonly kind: "pullRequest";
      readonly at: P;
      readonly targets?: readonly string[];
      readonly paths?: readonly string[];
    }
  | { readonly kind: "schedule"; readonly at: P; readonly cron: string }
  | { readonly kind: "manual" | "call"; readonly at: P; readonly inputs: Readonly<Record<string, DeclaredInput>> };

export interface DeclaredInput {
  readonly type: string;
  readonly description?: string;
  readonly default?: string;
  readonly options?: readonly string[];
}

export interface DeclaredGitLab<P> {
  readonly include: readonly DeclaredInclude<P>[];
  readonly stages: readonly string[];
}

export type DeclaredInclude<P> = {
  readonly at: P;
  readonly inputs: Readonly<Record<string, string | number | boolean | readonly string[]>>;
} & (
  | { readonly kind: "component"; readonly component: string }
  | { readonly kind: "file"; readonly project: string; readonly file: string; readonly ref: string }
  | { readonly kind: "remote"; readonly url: string; readonly integrity: string }
  | { readonly kind: "template"; readonly name: string }
);
