import { callOf, object, type Value } from "../model.ts";
import { entriesOf, memberOf, type YamlMap } from "../yaml/index.ts";
import { asMap, asText, asTexts, entriesAt, textAt } from "./shape.ts";
import { readEnv } from "./step.ts";
import type { TextScope } from "./text.ts";

const KNOWN = new Set(["image", "env", "ports"]);

/** Containers beside the job. Options of `docker create` have no counterpart. */
export function readServices(
  job: YamlMap,
  scope: TextScope,
): { readonly services: Value | undefined } | { readonly refused: string } {
  const found: Value[] = [];
  for (const { key, value } of entriesAt(job, "services")) {
    const map = asMap(value);
    const image = asText(value) ?? textAt(map, "image");
    const foreign = map && entriesOf(map).find((entry) => !KNOWN.has(entry.key));
    if (foreign) return { refused: `\`${foreign.key}\` of the service \`${key}\`` };
    if (image === undefined || image.includes("${{") || !/^[a-z][a-z0-9-]*$/.test(key)) {
      return { refused: `the service \`${key}\`` };
    }
    const env = readEnv(map, scope);
    if ("refused" in env) return env;
    const ports = map && asTexts(memberOf(map, "ports"));
    if (ports && ports.length > 0) return { refused: `published ports of the service \`${key}\`` };
    found.push(callOf("service", key, object({ image, env: env.env })));
  }
  return { services: found.length ? found : undefined };
}
