import type { ImportedJob, ImportedPipeline, Reference } from "../model.ts";
import { braces, type Code, call, commentLine, type Item, layout, list, property } from "./code.ts";
import { jobCode, stepCode } from "./job.ts";
import { type Scope, scope } from "./names.ts";
import { lastJobs, ordered, saidNeeds } from "./order.ts";
import { idOf, jobTitle } from "../../lowering/rules/names.ts";
import { referencesOf } from "./references.ts";
import { properties, type ValueNaming, valueCode } from "./value.ts";

export interface WrittenPipeline {
  /** The module's text, laid out. */
  readonly text: string;
  /** The name that each job has in the language, by its key in the file that was read. */
  readonly jobs: ReadonlyMap<string, string>;
}

/** A statement before it is part of a file. */
interface Constant {
  readonly name: string;
  readonly code: Code;
  readonly comments: readonly string[];
}

/**
 * A pipeline as the module that an author would have written: a constant for each job and for what jobs share, in an order in
 * which each comes after those it uses, and the pipeline as the default export.
 */
export async function writePipeline(pipeline: ImportedPipeline): Promise<WrittenPipeline> {
  const { constants, main, imports, jobs } = declarations(pipeline);
  const { Project, StructureKind } = await import("ts-morph");
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const file = project.createSourceFile("pipeline.ts", "");
  const statements = constants.map(({ name, code, comments }) => {
    const said = comments.map((line) => `${commentLine(line)}\n`).join("");
    return `\n${said}const ${name} = ${layout(code, 0, `const ${name} = `.length)};`;
  });
  file.addStatements([
    { kind: StructureKind.ImportDeclaration, moduleSpecifier: "waybill", namedImports: [...imports].sort() },
    ...statements,
    `\nexport default ${layout(main, 0, "export default ".length)};`,
  ]);
  const lead = pipeline.comments.map((line) => `${commentLine(line)}\n`).join("");
  const [first] = file.getImportDeclarations();
  const named = layout(braces([...imports].sort()), 0, "import ".length, ' from "waybill";'.length);
  first?.replaceWithText(`import ${named} from "waybill";`);
  return { text: `${lead}${lead && "\n"}${file.getFullText().trim()}\n`, jobs };
}

function declarations(pipeline: ImportedPipeline) {
  const imports = new Set<string>(["pipeline"]);
  const names = namesOf(pipeline);
  const jobs = new Map<string, string>();
  const taken = new Set<string>();
  for (const job of pipeline.jobs) jobs.set(job.id, jobName(job.id, taken));
  const language = (name: string) => {
    imports.add(name);
    return name;
  };
  const naming = (axes: ReadonlyMap<string, string>, steps: ReadonlyMap<string, string>): ValueNaming => ({
    job: (id) => names.jobs.get(id) ?? "undefined",
    shared: (name) => names.shared.get(name) ?? name,
    trigger: (kind) => names.triggers.get(kind) ?? kind,
    step: (id) => steps.get(id) ?? id,
    axis: (name) => axes.get(name) ?? name,
    language,
  });
  const plain = naming(new Map(), new Map());
  const constants: Constant[] = [];
  const triggers: (Code | Item)[] = pipeline.triggers.map(({ value, declares, comments }) => {
    const name = declares && names.triggers.get(declares);
    if (!name) return { code: valueCode(value, plain), comments };
    constants.push({ name, code: valueCode(value, plain), comments });
    return name;
  });
  for (const { name, value, comments } of pipeline.shared) {
    constants.push({ name: names.shared.get(name)!, code: valueCode(value, plain), comments });
  }
  for (const job of ordered(pipeline.jobs)) {
    const axes = axisNames(job, names.scope);
    const referred = referredSteps(job);
    const steps = new Map<string, string>();
    for (const one of job.steps) {
      if (one.id !== undefined && referred.has(one.id)) steps.set(one.id, names.scope.claim(one.id, "step"));
    }
    const own = naming(axes, steps);
    for (const one of job.steps) {
      if (one.id === undefined || !steps.has(one.id)) continue;
      constants.push({ name: steps.get(one.id)!, code: stepCode(one, own), comments: [] });
    }
    const code = jobCode({ ...job, needs: saidNeeds(job) }, jobs.get(job.id)!, own, referred);
    constants.push({ name: names.jobs.get(job.id)!, code, comments: job.comments });
  }
  const main = call("pipeline", [
    JSON.stringify(pipeline.name),
    braces([
      property("on", list(triggers)),
      ...properties(pipeline.options, plain),
      property("jobs", list(lastJobs(pipeline.jobs).map((job) => names.jobs.get(job.id)!))),
    ]),
  ]);
  return { constants, main, imports, jobs };
}

interface Names {
  readonly scope: Scope;
  readonly jobs: ReadonlyMap<string, string>;
  readonly shared: ReadonlyMap<string, string>;
  readonly triggers: ReadonlyMap<"manual" | "call", string>;
}

/** What the language exports that a module may need: no constant is called by one of these. */
const LANGUAGE =
  "buildImage call callPipeline callWorkflow choose gitlabVariable deploy dynamicMatrix exec idToken imageName job manual matrix nativeJob nativeStep pipeline pullRequest push readText requiredCheck run runFacts schedule scriptFile secret secretFile service sh step text uses vars pwsh mergeQueue release".split(
    " ",
  );

function namesOf({ jobs, shared, triggers }: ImportedPipeline): Names {
  const names = scope(LANGUAGE);
  const wanted = new Set(
    jobs.flatMap((job) => referencesOf(job).flatMap((one) => (one.kind === "input" ? [one.trigger] : []))),
  );
  const declared = triggers.flatMap(({ declares }) => (declares && wanted.has(declares) ? [declares] : []));
  const spoken = { manual: "byHand", call: "called" } as const;
  return {
    scope: names,
    triggers: new Map(declared.map((kind) => [kind, names.claim(spoken[kind])])),
    shared: new Map(shared.map(({ name }) => [name, names.claim(name, "shared")])),
    jobs: new Map(jobs.map(({ id }) => [id, names.claim(id)])),
  };
}

/** The language's name for a job: its key, where that can be one. Ids are made of names, so no two may have the same id. */
function jobName(id: string, taken: Set<string>): string {
  const name = jobTitle(id) === undefined ? id : "job";
  let free = name;
  for (let count = 2; taken.has(idOf(free)); count++) free = `${name}-${count}`;
  taken.add(idOf(free));
  return free;
}

/** Values of a matrix under names that shadow no constant. */
function axisNames(job: ImportedJob, names: Scope): ReadonlyMap<string, string> {
  return new Map((job.matrix?.axes ?? []).map((axis) => [axis, names.claim(axis, "value")]));
}

function referredSteps(job: ImportedJob): ReadonlySet<string> {
  const references: readonly Reference[] = referencesOf(job);
  return new Set(
    references.flatMap((one) => (one.kind === "stepOutput" || one.kind === "stepOutcome" ? [one.step] : [])),
  );
}
