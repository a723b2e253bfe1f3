import picomatch from "picomatch";
import { type Diagnostic, diagnostic, type Span } from "../../diagnostics/index.ts";
import { readYaml, memberOf, type YamlMap, type YamlNode } from "../yaml/index.ts";
import type { ProjectFiles } from "../provider.ts";
import { withInputs } from "./include-inputs.ts";
import { deepMerge, without } from "./merge.ts";

/** Files that one pipeline may include in all (docs: ci/yaml/includes). */
const MOST_FILES = 150;

/** An `include` of a file that is not at hand: it stays the provider's. */
export interface ForeignInclude {
  readonly node: YamlNode;
  readonly at: Span;
}

/** A file with all that it includes merged in. */
export interface Included {
  readonly content: YamlMap;
  /** Paths of all files that were read. */
  readonly files: readonly string[];
  /** `include`s of others' files that were at hand, as they are there. */
  readonly copied: readonly ForeignInclude[];
  readonly foreign: readonly ForeignInclude[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface IncludeSources {
  readonly root: ProjectFiles;
}

/** A project's folder among the files at hand: what a file of it includes by `local` is there too. */
interface Folder {
  readonly files: ProjectFiles;
  /** Empty, or with `/` at its end. */
  readonly prefix: string;
}

/** Reads a file with everything that it includes: what is included later is stronger, the file itself is strongest. */
export function readWithIncludes(path: string, sources: IncludeSources): Included {
  const files: string[] = [];
  const foreign: ForeignInclude[] = [];
  const copied: ForeignInclude[] = [];
  const diagnostics: Diagnostic[] = [];

  function file(path: string, from: Folder, chain: readonly string[], inputs?: YamlNode): YamlMap | undefined {
    const name = from.prefix + path;
    const text = from.files.read(name);
    if (text === undefined) return undefined;
    files.push(name);
    const parsed = readYaml(text, { file: name, version: "1.1", tags: ["!reference"], repeats: true });
    diagnostics.push(...parsed.diagnostics);
    const documents = parsed.documents.filter((node): node is YamlMap => node.kind === "map");
    const spec = documents.length > 1 ? documents[0] : undefined;
    const content = documents.at(-1);
    if (!content) return undefined;
    return included(spec ? withInputs(content, spec, inputs) : content, from, [...chain, name]);
  }

  function included(content: YamlMap, from: Folder, chain: readonly string[]): YamlMap {
    const node = memberOf(content, "include");
    const own = without(content, ["include"]);
    if (!node) return own;
    const merged = listOf(node).reduce<YamlMap | undefined>((all, one) => {
      const found = entry(one, from, chain);
      return found && all ? deepMerge(all, found) : (found ?? all);
    }, undefined);
    return merged ? { ...deepMerge(merged, own), at: own.at } : own;
  }

  function entry(node: YamlNode, from: Folder, chain: readonly string[]): YamlMap | undefined {
    const { paths, source, inputs, rules } = locate(node, from, sources);
    // Which pipelines have its jobs is GitLab's to decide.
    if (!source || paths.length === 0 || rules) {
      foreign.push({ node, at: node.at });
      return undefined;
    }
    let all: YamlMap | undefined;
    for (const path of paths) {
      const name = source.prefix + path;
      if (chain.includes(name)) {
        diagnostics.push(diagnostic("WB6022", { chain: [...chain, name].join(" → ") }, { at: node.at }));
        continue;
      }
      if (files.length >= MOST_FILES) break;
      const found = file(path, source, chain, inputs);
      if (!found) {
        foreign.push({ node, at: node.at });
        continue;
      }
      if (source.files === sources.root.includes && from.files === sources.root) copied.push({ node, at: node.at });
      all = all ? deepMerge(all, found) : found;
    }
    return all;
  }

  const content = file(path, { files: sources.root, prefix: "" }, []) ?? {
    kind: "map",
    at: { file: path, line: 1, column: 1 },
    entries: [],
    merges: [],
  };
  return { content, files, foreign, copied, diagnostics };
}

export const listOf = (node: YamlNode): readonly YamlNode[] =>
  node.kind === "list" ? node.items.flatMap(({ value }) => listOf(value)) : [node];

interface Located {
  readonly paths: readonly string[];
  readonly source?: Folder | undefined;
  readonly inputs?: YamlNode | undefined;
  readonly rules?: YamlNode | undefined;
}

function locate(node: YamlNode, from: Folder, { root }: IncludeSources): Located {
  const others = root.includes && { files: root.includes, prefix: "" };
  if (node.kind === "scalar") {
    return /^https?:\/\//.test(node.text) ? remote(node.text, others) : { paths: local(node.text, from), source: from };
  }
  if (node.kind !== "map") return { paths: [] };
  const text = (key: string) => texts(memberOf(node, key));
  const more = { inputs: memberOf(node, "inputs"), rules: memberOf(node, "rules") };
  const [project] = text("project");
  if (project !== undefined) {
    return { ...more, source: others && { ...others, prefix: `${project}/` }, paths: text("file").map(rooted) };
  }
  const [path] = text("local");
  if (path !== undefined) return { ...more, source: from, paths: local(path, from) };
  const [url] = text("remote");
  if (url !== undefined) return { ...more, ...remote(url, others) };
  const [template] = text("template");
  if (template !== undefined) return { ...more, source: others, paths: [`templates/${template}`] };
  const [component] = text("component");
  if (component !== undefined) return { ...more, ...componentOf(component, others) };
  return { paths: [] };
}

const remote = (url: string, others: Folder | undefined): Located => ({
  source: others,
  paths: [url.replace(/^https?:\/\//, "").replace(/[?#].*$/, "")],
});

/** A component is a file or a folder of `templates` in its project (docs: ci/components). */
function componentOf(component: string, others: Folder | undefined): Located {
  const [, project = "", name = ""] = /^(.*)\/([^/@]+)(?:@.*)?$/.exec(component) ?? [];
  const [, withoutHost = project] = /^[^/]+\/(.*)$/.exec(project) ?? [];
  for (const folder of others ? [project, withoutHost] : []) {
    const source = { files: others!.files, prefix: `${folder}/` };
    const paths = [`templates/${name}.yml`, `templates/${name}/template.yml`];
    const found = paths.filter((path) => source.files.read(source.prefix + path) !== undefined);
    if (found.length > 0) return { source, paths: found.slice(0, 1) };
  }
  return { paths: [] };
}

/** `*` stays in a folder and `**` does not (docs: ci/yaml, `include:local`). */
function local(path: string, { files, prefix }: Folder): readonly string[] {
  const plain = rooted(path);
  if (!plain.includes("*")) return [plain];
  const matches = picomatch(plain, { dot: true });
  const inside = (files.list?.() ?? []).filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  return inside.filter((one) => matches(one) && /\.ya?ml$/.test(one)).toSorted();
}

const rooted = (path: string) => path.replace(/^\.?\/+/, "");

function texts(node: YamlNode | undefined): readonly string[] {
  if (!node) return [];
  return listOf(node).flatMap((one) => (one.kind === "scalar" && one.value !== null ? [String(one.value)] : []));
}
