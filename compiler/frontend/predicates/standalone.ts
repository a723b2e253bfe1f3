import { dirname } from "node:path";
import { type Reading, readPredicate } from "../../authoring/condition/read.ts";
import * as builders from "../../authoring/internal.ts";
import { ownPackage } from "../project/package.ts";
import { marks } from "../transform/marks.ts";
import { loadTypeScript, type TypeScript } from "../typescript/load.ts";
import { type Body, BUILDERS, type Offence } from "./context.ts";
import { twin } from "./function.ts";
import { functionIn } from "./types.ts";

/** What a condition that stands by itself means, or why it cannot be read, in words. */
export type StandaloneReading =
  | Extract<Reading, { readonly kind: "expr" }>
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Reads a condition out of a function's own text, by the same rules as the `when` of a pipeline. The function can use nothing
 * from outside of itself, as its text alone is known.
 *
 * @example
 * ```ts
 * readStandalone("(run) => run.branch === 'main'"); // { kind: "expr", expr: ... }
 * ```
 */
export function readStandalone(text: string): StandaloneReading {
  const { ts, declarations, program, file } = programOf(text);
  const checker = program.getTypeChecker();
  const refused = (reason: string): StandaloneReading => ({ kind: "refused", reason });
  const [syntax] = program.getSyntacticDiagnostics(file);
  const body = syntax ? undefined : conditionIn(ts, file);
  if (!body) return refused("it is not a function that is written as an arrow function or with `function`");
  for (const { code, messageText } of program.getSemanticDiagnostics(file)) {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    if (UNKNOWN_NAME.includes(code)) return refused(`${message} Write constants into the condition itself`);
    if (UNKNOWN_MEMBER.includes(code)) return refused(message);
  }
  const project = { file: file.fileName, root: dirname(file.fileName) };
  const known = {
    ...{ ts, checker, project, declarations },
    builtins: [],
    files: [file],
    diagnostics: [],
    semantics: {},
  };
  const found: Offence[] = [];
  const context = {
    program: { ...known, resolved: () => undefined, spanOf: () => ({ file: file.fileName, line: 1, column: 1 }) },
    ...{ marks: marks(project), offences: found, calls: [] },
  };
  const rewritten = twin(context, body);
  const [offence] = found;
  if (offence) return refused(`a condition cannot have ${offence.what}: ${offence.instead}`);
  const condition = () => true;
  builders.withCondition(condition, new Function(BUILDERS, `return ${rewritten}`)(builders));
  const reading = readPredicate(condition);
  if (reading.kind === "expr") return reading;
  const [problem] = reading.kind === "problems" ? reading.problems : [];
  return refused(
    problem ? `a condition cannot depend on ${problem.what}: ${problem.instead}` : "it is not a condition",
  );
}

/** "Cannot find name", and the like. */
const UNKNOWN_NAME: readonly number[] = [2304, 2552, 18004];
/** "Property does not exist". */
const UNKNOWN_MEMBER: readonly number[] = [2339, 2551];

interface Standalone {
  readonly ts: typeof TypeScript;
  readonly declarations: string;
  readonly program: TypeScript.Program;
  readonly file: TypeScript.SourceFile;
}

/** The last program: what it shares with the next one, all but one file, is not read again. */
let last: TypeScript.Program | undefined;

function programOf(text: string): Standalone {
  const ts = loadTypeScript();
  const { declarations } = ownPackage();
  const options: TypeScript.CompilerOptions = {
    ...{
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es5.d.ts"],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  };
  const name = `${dirname(declarations)}/condition-of-a-test.ts`;
  const source = `import type { Run } from "waybill";\nconst condition: (run: Run) => unknown = ${text};\n`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, target) => {
    if (path === name) return ts.createSourceFile(path, source, target, true);
    return last?.getSourceFile(path) ?? getSourceFile(path, target);
  };
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), host.getCanonicalFileName, options);
  host.resolveModuleNameLiterals = (literals, from, redirected, settings) =>
    literals.map(({ text: specifier }) =>
      specifier === "waybill"
        ? { resolvedModule: { resolvedFileName: declarations, extension: ts.Extension.Dts } }
        : ts.resolveModuleName(specifier, from, settings, host, cache, redirected),
    );
  const program = ts.createProgram({ rootNames: [name], options, host, ...(last && { oldProgram: last }) });
  last = program;
  return { ts, declarations, program, file: program.getSourceFile(name)! };
}

function conditionIn(ts: typeof TypeScript, file: TypeScript.SourceFile): Body | undefined {
  // One that holds more than the condition was no single expression.
  const [, statement, ...more] = file.statements;
  if (!statement || !ts.isVariableStatement(statement) || more.some((one) => !ts.isEmptyStatement(one)))
    return undefined;
  const [declared] = statement.declarationList.declarations;
  return declared?.initializer && functionIn(ts, declared.initializer);
}
