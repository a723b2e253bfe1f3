import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { repository } from "../repository.ts";
import { comments, documents, GIVEN, NAMES } from "./samples.ts";

const IMPORT = `import { ${NAMES} } from "waybill";\n`;

const withGiven = (code: string) => {
  if (/^import /m.test(code)) return code;
  return /^export /m.test(code) ? IMPORT + GIVEN + code : `${IMPORT}${GIVEN}{\n${code}}`;
};

const fileOf = (name: string) => `/samples/${name.replaceAll(/[/ ]/g, "-")}.ts`;

it("compiles every piece of TypeScript in the documents and in the authoring library's comments", () => {
  const samples = new Map(
    [...documents, ...comments].map(({ name, code }) => [fileOf(name), `${withGiven(code)}\nexport {};\n`]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    types: [],
    paths: {
      waybill: [join(repository, "compiler/authoring/index.ts")],
      "waybill/testing": [join(repository, "compiler/testing/index.ts")],
      vitest: [join(repository, "node_modules/vitest")],
    },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => samples.has(file) || fileExists(file);
  host.readFile = (file) => samples.get(file) ?? readFile(file);
  host.getSourceFile = (file, language) => {
    const code = samples.get(file);
    return code === undefined ? getSourceFile(file, language) : ts.createSourceFile(file, code, language);
  };
  const program = ts.createProgram([...samples.keys()], options, host);
  const wrong = [...samples.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return ts
      .getPreEmitDiagnostics(program, source)
      .map(
        (one) =>
          `${file}:${(one.start ?? 0) && source?.getLineAndCharacterOfPosition(one.start ?? 0).line} ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`,
      );
  });
  expect(wrong).toEqual([]);
  expect(documents.length).toBeGreaterThan(3);
  expect(comments.length).toBeGreaterThan(10);
});
