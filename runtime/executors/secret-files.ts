import { posix } from "node:path";
import type { StepEnv } from "../values/environment.ts";

/** A step's variables, with the paths of its files in a folder, and what is to be in these. */
export interface WithFiles {
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

export function filesIn(folder: string, given: StepEnv): WithFiles {
  const files = new Map<string, string>();
  const env = Object.entries(given).map(([name, value]) => {
    if (typeof value === "string") return [name, value] as const;
    const path = posix.join(folder, value.secret);
    files.set(path, value.content);
    return [name, path] as const;
  });
  return { env: Object.fromEntries(env), files: [...files].map(([path, content]) => ({ path, content })) };
}

/** Whether a step is given any. */
export const hasFiles = (env: StepEnv): boolean => Object.values(env).some((value) => typeof value !== "string");
