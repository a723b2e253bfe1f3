/** Variables of a step. */
export type StepEnv = Readonly<Record<string, string | SecretFile>>;

/**
 * The variable is the path of a file with exactly this content, which the step's user alone can read. The file is outside
 * of the working directory, and gone when the step has ended.
 */
export interface SecretFile {
  /** Name of the file. */
  readonly secret: string;
  readonly content: string;
}

/** Login for a registry. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}
