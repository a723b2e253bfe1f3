import type { Diagnostic } from "../../diagnostics/index.ts";
import { entriesOf, isTagged, memberOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/index.ts";
import { namesIn, resolveExtends } from "./extend.ts";
import { type ForeignInclude, type IncludeSources, readWithIncludes } from "./include.ts";
import { DEFAULT_KEYWORDS, DEFAULT_STAGES, FIRST_STAGE, GLOBAL_KEYWORDS, LAST_STAGE } from "./keywords.ts";
import { resolveReferences } from "./reference.ts";

/** A GitLab configuration as GitLab has it in the end: files included, `extends` and `!reference` followed, defaults given. */
export interface GitLabConfig {
  readonly files: readonly string[];
  readonly stages: readonly string[];
  readonly workflow?: YamlMap | undefined;
  /** Hidden jobs as their files have them: what jobs that are not known as a whole are made of. */
  readonly hidden: readonly YamlEntry[];
  /** What jobs take from `default`, and from the settings of the top level that came before it. */
  readonly standard: readonly YamlEntry[];
  /** Variables of every job. */
  readonly variables: readonly YamlEntry[];
  readonly jobs: readonly GitLabJob[];
  /** Comments before the first entry. */
  readonly comments: readonly string[];
  readonly foreign: readonly ForeignInclude[];
  /** What it includes of others, as it is where it was looked for. */
  readonly copied: readonly ForeignInclude[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether all that a job is made of is at hand. */
export const isKnown = ({ templates, hasReferences }: GitLabJob): boolean => templates.length === 0 && !hasReferences;

/** A job that can run: not hidden. */
export interface GitLabJob {
  readonly name: string;
  readonly comments: readonly string[];
  readonly node: YamlMap;
  /** The job as its file has it, before anything was merged into it. */
  readonly source: YamlMap;
  /** Names of templates that no file at hand defines: which keys the job has is not known. */
  readonly templates: readonly string[];
  /** Whether something in it is a `!reference` to what no file at hand defines. */
  readonly hasReferences: boolean;
  /** Variables of the file that it does not inherit. */
  readonly variables: readonly YamlEntry[];
  /** Undefined where a template that is not at hand may name it. */
  readonly stage: string | undefined;
}

/** Reads the configuration that begins with a file. */
export function readGitLabConfig(path: string, sources: IncludeSources): GitLabConfig {
  const included = readWithIncludes(path, sources);
  const extended = resolveExtends(included.content);
  const referenced = resolveReferences(extended.content);
  const content = referenced.content;
  const raw = new Map(included.content.entries.map((entry) => [entry.key, entry]));
  const globals = mapOf(memberOf(content, "variables"));
  const standard = defaults(content);
  const jobs = content.entries.flatMap((entry): readonly GitLabJob[] => {
    const { key, value, comments } = entry;
    if (GLOBAL_KEYWORDS.has(key) || key.startsWith(".") || value.kind !== "map" || value.tag) return [];
    const node = withDefaults(value, standard);
    const source = raw.get(key)!.value;
    const templates = extended.unknown.get(key) ?? [];
    const own = source.kind === "map" ? memberOf(source, "stage") : undefined;
    return [
      {
        name: key,
        comments,
        node,
        source: source.kind === "map" ? source : node,
        templates,
        hasReferences: isTagged(node),
        variables: inherited(value, globals),
        stage: templates.length > 0 && !own ? undefined : (namesIn(memberOf(node, "stage"))[0] ?? "test"),
      },
    ];
  });
  const [first] = included.content.entries;
  return {
    files: included.files,
    stages: stagesOf(content),
    workflow: mapIn(memberOf(content, "workflow")),
    hidden: included.content.entries.filter(({ key }) => key.startsWith(".")),
    standard: [...standard.values()],
    variables: globals,
    jobs,
    comments: first?.comments ?? [],
    foreign: included.foreign,
    copied: included.copied,
    diagnostics: [...included.diagnostics, ...extended.diagnostics, ...referenced.diagnostics],
  };
}

function stagesOf(content: YamlMap): readonly string[] {
  const named = namesIn(memberOf(content, "stages") ?? memberOf(content, "types"));
  const stages = (named.length > 0 ? named : DEFAULT_STAGES).filter((one) => one !== FIRST_STAGE && one !== LAST_STAGE);
  return [FIRST_STAGE, ...new Set(stages), LAST_STAGE];
}

/** `default`, and the settings of the top level that came before it. */
function defaults(content: YamlMap): ReadonlyMap<string, YamlEntry> {
  const block = mapIn(memberOf(content, "default"));
  const old = content.entries.filter(({ key }) => GLOBAL_KEYWORDS.has(key));
  const all = [...old, ...(block ? entriesOf(block) : [])];
  const known: readonly string[] = DEFAULT_KEYWORDS;
  return new Map(all.filter(({ key }) => known.includes(key)).map((entry) => [entry.key, entry]));
}

function withDefaults(job: YamlMap, standard: ReadonlyMap<string, YamlEntry>): YamlMap {
  const inherit = mapIn(memberOf(job, "inherit"));
  const chosen = inherit && memberOf(inherit, "default");
  const isInherited = (key: string) => {
    if (!chosen) return true;
    return chosen.kind === "scalar" ? chosen.value !== false : namesIn(chosen).includes(key);
  };
  const own = new Set(job.entries.map(({ key }) => key));
  // A trigger runs no script of its own.
  const runs = !own.has("trigger");
  const added = [...standard.values()].filter(({ key }) => runs && !own.has(key) && isInherited(key));
  return { ...job, entries: [...job.entries.filter(({ key }) => key !== "inherit"), ...added] };
}

function inherited(job: YamlMap, globals: readonly YamlEntry[]): readonly YamlEntry[] {
  const inherit = mapIn(memberOf(job, "inherit"));
  const chosen = inherit && memberOf(inherit, "variables");
  if (!chosen) return globals;
  if (chosen.kind === "scalar") return chosen.value === false ? [] : globals;
  return globals.filter(({ key }) => namesIn(chosen).includes(key));
}

const mapIn = (node: YamlNode | undefined): YamlMap | undefined => (node?.kind === "map" ? node : undefined);
const mapOf = (node: YamlNode | undefined): readonly YamlEntry[] => (node?.kind === "map" ? entriesOf(node) : []);
