import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import * as authoring from "../../compiler/authoring/index.ts";
import { repository } from "../repository.ts";

/** A piece of TypeScript that the documents or the authoring library's TSDoc show. */
interface Sample {
  readonly name: string;
  readonly code: string;
}

const read = (file: string) => readFileSync(join(repository, file), "utf8");
const blocks = (text: string) => [...text.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
const named = (file: string, codes: readonly string[]): readonly Sample[] =>
  codes.map((code, index) => ({ name: `/samples/${file.replaceAll("/", "-")}-${index + 1}.ts`, code }));

const documents = ["README.md", ...readdirSync(join(repository, "docs")).map((file) => `docs/${file}`)]
  .filter((file) => file.endsWith(".md"))
  .flatMap((file) => named(file, blocks(read(file))));

/** What an example in TSDoc may take for given; its own declarations come first. */
const GIVEN = `import { ${Object.keys(authoring).join(", ")}, type Duration, type Predicate, type Run } from "waybill";
const unit = job("unit", { image: "node:20", steps: [sh\`true\`], outputs: ["version"], artifacts: ["dist"] });
const app = buildImage("app", { repository: "registry.example.com/app" });
const smoke = job("smoke", { image: app, steps: [sh\`true\`] });
const production = deploy("production", { image: app.testedBy(smoke), to: swarmService("shop") });
`;

const withGiven = (code: string) => {
  if (/^import /m.test(code)) return code;
  return /^export /m.test(code) ? GIVEN + code : `${GIVEN}{\n${code}}`;
};

const comments = readdirSync(join(repository, "compiler/authoring"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(condition|describe)\/|internal/.test(file))
  .flatMap((file) =>
    named(file, blocks(read(`compiler/authoring/${file}`).replaceAll(/^ *\* ?/gm, "")).map(withGiven)),
  );

it("compiles every piece of TypeScript in the documents and in the authoring library's comments", () => {
  const samples = new Map([...documents, ...comments].map(({ name, code }) => [name, `${code}\nexport {};\n`]));
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
    paths: { waybill: [join(repository, "compiler/authoring/index.ts")] },
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
