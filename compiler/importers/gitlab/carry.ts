import type { Span } from "../../diagnostics/location.ts";
import { callOf, dataValue, object, type Options, type Value } from "../model.ts";
import { entriesOf, plain, memberOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { hostOf } from "../../targets/gitlab/services.ts";
import { linkText } from "../../lowering/rules/names.ts";
import { namesIn } from "./extend.ts";
import { listOf } from "./include.ts";
import { imageTextOf, isExpanded, textOf, valueOfText, variableValueOf } from "./text.ts";
import { PREDEFINED } from "../../targets/gitlab/predefined.ts";

/** What a key of a job became. */
export interface Carried {
  /** Options of the declaration. */
  readonly options?: Options;
  /** What of the key the language cannot say: kept as it is, among the job's native keys. */
  readonly native?: Value;
  readonly notes?: readonly { readonly message: string; readonly at: Span }[];
}

export const text = (node: YamlNode | undefined): string | undefined =>
  node?.kind === "scalar" && node.value !== null
    ? typeof node.value === "string"
      ? node.value
      : node.text
    : undefined;

const kept = (node: YamlNode): Carried => ({ native: dataValue(plain(node)) });
const has = (map: YamlMap, ...known: readonly string[]) => entriesOf(map).every(({ key }) => known.includes(key));

/** The keys of a job that each say something by themselves. Others are read together: conditions, scripts, needs. */
export const KEYS: Readonly<Record<string, (node: YamlNode) => Carried>> = {
  image,
  services: (node) => {
    const list = listOf(node).map(service);
    return list.some((one) => one === undefined) ? kept(node) : { options: { services: list as readonly Value[] } };
  },
  variables: (node) => (node.kind === "map" ? carriedVariables(node) : kept(node)),
  tags: (node) =>
    namesIn(node).some(isExpanded) ? kept(node) : { options: { runner: object({ gitlab: textsOf(node) }) } },
  stage: () => ({}),
  timeout: (node) => {
    const duration = durationOf(text(node) ?? "");
    return duration ? { options: { timeout: duration } } : kept(node);
  },
  interruptible: (node) =>
    node.kind === "scalar" && typeof node.value === "boolean" ? { options: { interruptible: node.value } } : kept(node),
  // Groups of the language have names in lower case.
  resource_group: (node) =>
    /^[a-z0-9][a-z0-9._/-]*$/.test(text(node) ?? "") ? { options: { concurrency: text(node)! } } : kept(node),
  retry,
  allow_failure: allowFailure,
  environment: deployment,
  cache: (node) => {
    const list = listOf(node)
      .filter((one) => !keepsNothing(one))
      .map(cache);
    if (list.some((one) => one === undefined)) return kept(node);
    return list.length === 0 ? {} : { options: { cache: list.length === 1 ? list[0]! : (list as readonly Value[]) } };
  },
  artifacts,
  id_tokens: kept,
  coverage: kept,
  release: kept,
  pages: kept,
  hooks: kept,
  secrets: kept,
  start_in: () => ({}),
};

/** Variables as the job's environment, but for those whose names GitLab has for its own. */
function carriedVariables(map: YamlMap): Carried {
  const entries = entriesOf(map);
  // Names of GitLab's own variables are refused in `env`, where the provider sets them itself.
  const isData = ({ key, value }: YamlEntry) =>
    !PREDEFINED.has(key) &&
    (value.kind === "scalar" || (value.kind === "map" && memberOf(value, "value") !== undefined));
  const data = entries.filter(isData);
  const rest = entries.filter((entry) => !isData(entry));
  const of = (some: readonly YamlEntry[]): YamlMap => ({ ...map, merges: [], entries: some });
  return {
    ...(data.length > 0 && { options: { env: environment(of(data)) } }),
    ...(rest.length > 0 && { native: dataValue(plain(of(rest))) }),
  };
}

const textOrValue = (value: string): Value => textOf(value);
const textsOf = (node: YamlNode): readonly Value[] => namesIn(node).map(textOrValue);

function image(node: YamlNode): Carried {
  const given = node.kind === "map" ? text(memberOf(node, "name")) : text(node);
  if (given === undefined || !isImageName(given)) return kept(node);
  if (node.kind === "scalar") return { options: { image: imageValue(text(node) ?? ""), entrypoint: "image" } };
  if (node.kind !== "map" || !has(node, "name", "entrypoint", "docker")) return kept(node);
  const name = text(memberOf(node, "name"));
  const docker = memberOf(node, "docker");
  if (name === undefined || (docker && (docker.kind !== "map" || !has(docker, "user")))) return kept(node);
  const entrypoint = memberOf(node, "entrypoint");
  const words = entrypoint && namesIn(entrypoint);
  const isCleared = words?.length === 1 && words[0] === "";
  // The runner runs its shell by it, the language each step.
  if (words && !isCleared) return kept(node);
  const user = docker?.kind === "map" ? text(memberOf(docker, "user")) : undefined;
  return {
    options: {
      image: imageValue(name),
      entrypoint: isCleared ? undefined : "image",
      user,
    },
  };
}

/** As far as it is known, a name of an image; of one that is a variable, nothing is. */
const isImageName = (name: string) => name !== "" && !/\s/.test(name);

function imageValue(name: string): Value {
  const value = imageTextOf(name);
  return typeof value === "string" ? value : { ...value, tag: "imageName" };
}

function service(node: YamlNode): Value | undefined {
  const map: YamlMap | undefined = node.kind === "map" ? node : undefined;
  if (map && !has(map, "name", "alias", "variables", "command", "entrypoint")) return undefined;
  const name = map ? text(memberOf(map, "name")) : text(node);
  if (name === undefined || (map && memberOf(map, "entrypoint"))) return undefined;
  const alias = map ? text(memberOf(map, "alias")) : undefined;
  const host = alias ?? hostOf(name);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(host)) return undefined;
  const command = map && memberOf(map, "command");
  if (command && isExpanded(JSON.stringify(plain(command)))) return undefined;
  const variables = map && memberOf(map, "variables");
  return callOf(
    "service",
    host,
    object({
      image: imageValue(name),
      command: command && textsOf(command),
      env: variables?.kind === "map" ? environment(variables) : undefined,
    }),
  );
}

/** Variables of a job. One that the runner does not expand keeps its `$`. */
export function environment(map: YamlMap): Value {
  return object(
    Object.fromEntries(
      entriesOf(map).map(({ key, value }): [string, Value] => {
        if (value.kind !== "map") return [key, variableValueOf(text(value) ?? "")];
        const inner = text(memberOf(value, "value")) ?? "";
        const expand = memberOf(value, "expand");
        return [key, expand?.kind === "scalar" && expand.value === false ? inner : variableValueOf(inner)];
      }),
    ),
  );
}

/** `1h 30m`, `90 minutes`, `3600`: as the language has it, in the largest unit that it is a whole number of. */
export function durationOf(given: string): string | undefined {
  const seconds = secondsOf(given);
  if (seconds === undefined || seconds <= 0) return undefined;
  const unit = UNITS.find(([, size]) => seconds % size === 0 && size !== UNIT_SIZES.w) ?? UNITS.at(-1)!;
  const count = seconds / unit[1];
  return `${count} ${unit[0]}${count === 1 ? "" : "s"}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const UNIT_SIZES: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
/** What GitLab takes for a unit (the gem `chronic_duration`). */
const UNIT_WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["s", "sec", "secs", "second", "seconds"].map((word) => [word, "s"])),
  ...Object.fromEntries(["m", "min", "mins", "minute", "minutes"].map((word) => [word, "m"])),
  ...Object.fromEntries(["h", "hr", "hrs", "hour", "hours"].map((word) => [word, "h"])),
  ...Object.fromEntries(["d", "dy", "day", "days"].map((word) => [word, "d"])),
  ...Object.fromEntries(["w", "wk", "wks", "week", "weeks"].map((word) => [word, "w"])),
};

/** Seconds of a length of time as GitLab reads it, or undefined for what is not one, such as `never`. */
export function secondsOf(given: string): number | undefined {
  const rest = given
    .trim()
    .toLowerCase()
    .replaceAll(/,|\band\b/g, " ");
  if (/^\d+$/.test(rest)) return Number(rest);
  if (!/^(?:\s*\d+(?:\.\d+)?\s*[a-z]+\s*)+$/.test(rest)) return undefined;
  let seconds = 0;
  for (const [, count, word] of rest.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const size = UNIT_SIZES[UNIT_WORDS[word!] ?? ""];
    if (size === undefined) return undefined;
    seconds += Number(count) * size;
  }
  return seconds;
}

function retry(node: YamlNode): Carried {
  if (node.kind === "scalar" && typeof node.value === "number") {
    return { options: { retry: object({ times: node.value, on: ["failure", "timeout", "infrastructure"] }) } };
  }
  return kept(node);
}

function allowFailure(node: YamlNode): Carried {
  if (node.kind === "scalar") return { options: { allowFailure: node.value === true ? true : undefined } };
  const codes = node.kind === "map" ? memberOf(node, "exit_codes") : undefined;
  if (!codes) return kept(node);
  return { options: { allowFailure: object({ exitCodes: listOf(codes).map((one) => Number(text(one))) }) } };
}

function deployment(node: YamlNode): Carried {
  if (node.kind === "scalar")
    return isExpanded(text(node) ?? "") ? kept(node) : { options: { environment: text(node)! } };
  if (node.kind !== "map" || !has(node, "name", "url")) return kept(node);
  const [name, url] = [text(memberOf(node, "name")), text(memberOf(node, "url"))];
  if (name === undefined || [name, url].some((one) => one !== undefined && typeof textOf(one) !== "string"))
    return kept(node);
  return { options: { environment: url === undefined ? name : object({ name, url }) } };
}

const POLICIES: ReadonlySet<string> = new Set(["pull-push", "pull", "push"]);

function cache(node: YamlNode): Value | undefined {
  if (node.kind !== "map" || !has(node, "key", "paths", "policy", "fallback_keys")) return undefined;
  const key = memberOf(node, "key");
  const policy = text(memberOf(node, "policy"));
  const paths = memberOf(node, "paths");
  if ((policy !== undefined && !POLICIES.has(policy)) || !paths || namesIn(paths).length === 0) return undefined;
  const kept = namesIn(paths).map(inProject);
  if (kept.some((one) => isExpanded(one) || !isInside(one))) return undefined;
  const common = { paths: kept, policy };
  if (key?.kind !== "map") {
    const fallback = memberOf(node, "fallback_keys");
    return object({
      name: valueOfText(key ? (text(key) ?? "") : "default"),
      fallback: fallback && namesIn(fallback).map(valueOfText),
      ...common,
    });
  }
  // With a prefix there is the newest of it to fall back to, which GitLab has only where the file says so.
  if (!has(key, "files") || memberOf(node, "fallback_keys")) return undefined;
  const files = namesIn(memberOf(key, "files")!);
  return files.some((one) => isExpanded(one) || !isInside(one))
    ? undefined
    : object({ key: files, prefix: "", ...common });
}

/** A cache without files, such as `{}`, which the runner skips (gitlab-runner, `shells/abstract.go`). */
export const keepsNothing = (node: YamlNode): boolean =>
  node.kind === "map" && entriesOf(node).every(({ key }) => key === "key" || key === "policy");

/** A path as it is relative to the project's folder, as the runner takes it (gitlab-runner, `commands/helpers/file_archiver.go`). */
export const inProject = (path: string): string =>
  path
    .replace(/^\$(?:CI_PROJECT_DIR|\{CI_PROJECT_DIR\})\/(?=.)/, "")
    .replace(/^(?:\.\/+)+(?=.)/, "")
    .replace(/(?<=.)\/+$/, "");

const isInside = (path: string): boolean => !/^[/~!-]|^[A-Za-z]:|\\|(?:^|\/)\.\.(?:\/|$)/.test(path) && path !== "";

const ON: Readonly<Record<string, string>> = { on_success: "success", on_failure: "failure", always: "always" };

/** What `artifacts` has that the language has too. `dotenv` gives variables to other jobs. */
const ARTIFACTS = ["paths", "exclude", "when", "expire_in", "reports", "name", "expose_as"];

function artifacts(node: YamlNode): Carried {
  if (node.kind !== "map" || !has(node, ...ARTIFACTS)) return kept(node);
  const reports = reportsOf(memberOf(node, "reports"));
  if (!reports) return kept(node);
  const [paths, exclude] = (["paths", "exclude"] as const).map((key) => {
    const list = memberOf(node, key);
    return list ? namesIn(list).map(inProject) : undefined;
  });
  const expire = text(memberOf(node, "expire_in"));
  const retention = expire === undefined ? undefined : durationOf(expire);
  if (expire !== undefined && retention === undefined) return kept(node);
  const all = [...(paths ?? []), ...(exclude ?? []), ...reports.all];
  if (all.some((one) => isExpanded(one) || !isInside(one))) return kept(node);
  const name = text(memberOf(node, "name"));
  const exposeAs = text(memberOf(node, "expose_as"));
  if (exposeAs !== undefined && linkText(exposeAs) !== undefined) return kept(node);
  const on = ON[text(memberOf(node, "when")) ?? "on_success"];
  if (on === undefined || (all.length === 0 && name === undefined)) return kept(node);
  return {
    options: {
      artifacts: object({
        name: name === undefined ? undefined : valueOfText(name),
        paths: paths?.length ? paths : undefined,
        exclude: exclude?.length ? exclude : undefined,
        on: on === "success" ? undefined : on,
        retention,
        exposeAs,
        ...reports.options,
      }),
    },
  };
}

/** Reports that the language has; undefined where there are others. */
function reportsOf(
  node: YamlNode | undefined,
): { readonly options: Options; readonly all: readonly string[] } | undefined {
  if (!node) return { options: {}, all: [] };
  if (node.kind !== "map" || !has(node, "junit", "coverage_report")) return undefined;
  const [junit, coverage] = [memberOf(node, "junit"), memberOf(node, "coverage_report")];
  const files = junit ? namesIn(junit) : [];
  if (!coverage) return { options: { junit: junit && files }, all: files };
  if (coverage.kind !== "map" || !has(coverage, "coverage_format", "path")) return undefined;
  const [format, path] = [text(memberOf(coverage, "coverage_format")), text(memberOf(coverage, "path"))];
  if ((format !== "cobertura" && format !== "jacoco") || path === undefined) return undefined;
  return { options: { junit: junit && files, coverage: object({ [format]: path }) }, all: [...files, path] };
}
