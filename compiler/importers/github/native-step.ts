import { type Json, plain, type YamlMap } from "../yaml/index.ts";
import { textAt } from "./shape.ts";

export interface NativeStepKeys {
  readonly keys: Readonly<Record<string, Json>>;
  readonly changed: readonly string[];
}

/** An expression, and what of its contexts somebody outside the project may choose (docs: security hardening, untrusted input). */
const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[\s\S])*)\}\}/g;
const OUTSIDER =
  /\bgithub\.(?:head_ref|ref_name|actor|triggering_actor|event\b(?!_name|\.(?:number|action|inputs|sender\.id)\b))/;

/** A step as GitHub has it. What an outsider could fill with shell code becomes a variable, which is data. */
export function nativeStepKeys(map: YamlMap): NativeStepKeys {
  const keys = plain(map) as Record<string, Json>;
  const run = textAt(map, "run");
  const shell = textAt(map, "shell");
  if (run === undefined || (shell !== undefined && !["bash", "sh", "pwsh", "powershell"].includes(shell))) {
    return { keys, changed: [] };
  }
  const variables: Record<string, string> = {};
  const isPosix = shell !== "pwsh" && shell !== "powershell";
  const text = run.replaceAll(EXPRESSION, (whole, inner: string) => {
    if (!OUTSIDER.test(inner)) return whole;
    const words = inner.replaceAll(/\b(github|event)\./g, "").replaceAll(/\W+/g, "_");
    const name = words
      .replaceAll(/^_+|_+$/g, "")
      .slice(0, 40)
      .toUpperCase();
    variables[name] = whole;
    return isPosix ? `\${${name}}` : `$env:${name}`;
  });
  const paths = Object.values(variables).map((whole) => whole.slice(3, -2).trim());
  if (paths.length === 0) return { keys, changed: [] };
  const env = { ...variables, ...(keys.env as Record<string, Json> | undefined) };
  return {
    keys: { ...keys, env, run: text },
    changed: paths.map((path) => `\`${path}\` was pasted into the script, where it could be code: now it is data`),
  };
}
