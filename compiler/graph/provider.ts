/** What the graph's passes, lowering and saved graphs have to know of a provider: data, without its emitter. */
export interface ProviderFacts {
  /** Its name for people. */
  readonly title: string;
  /** Starts what the provider replaces in the texts of its files. */
  readonly marker: string;
  /** Names of the environment variables that the provider sets itself. */
  readonly reservedVariables: RegExp;
  /** Variables of the provider whose value somebody outside the project may choose. */
  readonly outsiderVariables: ReadonlySet<string>;
  /** Keys of its own file, which a pipeline can add with `native`. */
  readonly native: {
    /** `conditions`: keys that say when a job runs, which no job with a \`when\` can have. */
    readonly job: NativeKeyRules & { readonly conditions: readonly string[] };
    /** `namesJobs`: the names of jobs are keys of the file itself. */
    readonly file: NativeKeyRules & { readonly namesJobs: boolean };
    /** Keys that place a job in the graph. The compiler makes them also for a job that is otherwise the provider's. */
    readonly place: readonly string[];
    /** Made by the compiler for a job of steps. The other keys may say when it runs: nothing that is proved rests on it then. */
    readonly steps: readonly string[];
  };
}

export interface NativeKeyRules {
  /** Made by the compiler: a pipeline cannot add them. */
  readonly reserved: readonly string[];
  /** They change where and how long something runs, or what people see. All others may change what a job does. */
  readonly harmless: readonly string[];
}

/** Facts of all providers, by the name that `compile --target` takes. */
export type ProviderTable = Readonly<Record<string, ProviderFacts>>;
