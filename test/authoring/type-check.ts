import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const file = `${root}test/authoring/snippet.ts`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { waybill: [`${root}compiler/authoring/index.ts`] },
};

const NAMES =
  "buildImage, call, callPipeline, command, composeService, containerRestart, deploy, dynamicMatrix, exec, idToken, imageName, job, kubernetesRollout, manual, matrix, pipeline, pullRequest, push, runFacts, schedule, scriptFile, secret, service, sh, step, swarmService, unverified, type BuiltImage, type Duration, type Job, type JobIn, type Predicate";

const PREAMBLE = `import { ${NAMES} } from "waybill";
const steps = [sh\`true\`];
const unit = job("unit", { image: "node:20", steps, outputs: ["version", "digest"], artifacts: ["out"] });
const app = buildImage("app", { repository: "registry.example.com/app" });
const web = buildImage("web", { repository: "registry.example.com/web" });
const smoke = job("smoke", { image: app, steps });
`;

const parsed = new Map<string, ts.SourceFile>();
let previous: ts.Program | undefined;

/** The errors of a snippet that stands after a few declarations, each as a person sees it: its whole chain of reasons. */
export function errorsOf(snippet: string): readonly string[] {
  const text = `${PREAMBLE}${snippet}\nexport {};\n`;
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (name === file) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true);
    const known = parsed.get(name) ?? read(name, ...rest);
    if (known) parsed.set(name, known);
    return known;
  };
  host.fileExists = (name) => name === file || ts.sys.fileExists(name);
  previous = ts.createProgram([file], options, host, previous);
  const source = previous.getSourceFile(file)!;
  return [...previous.getSyntacticDiagnostics(source), ...previous.getSemanticDiagnostics(source)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"),
  );
}
