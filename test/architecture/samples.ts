import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as authoring from "../../compiler/authoring/index.ts";
import { repository } from "../repository.ts";

/** A piece of TypeScript that the documents or the authoring library's TSDoc show. */
export interface Sample {
  /** `docs/language.md 3`: its file, and its number there. */
  readonly name: string;
  readonly code: string;
}

const read = (file: string) => readFileSync(join(repository, file), "utf8");
const blocks = (text: string) => [...text.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
const named = (file: string, codes: readonly string[]): readonly Sample[] =>
  codes.map((code, index) => ({ name: `${file} ${index + 1}`, code }));

export const documents: readonly Sample[] = [
  "README.md",
  ...readdirSync(join(repository, "docs")).map((file) => `docs/${file}`),
]
  .filter((file) => file.endsWith(".md"))
  .flatMap((file) => named(file, blocks(read(file))));

export const comments: readonly Sample[] = readdirSync(join(repository, "compiler/authoring"), {
  recursive: true,
  encoding: "utf8",
})
  .filter((file) => file.endsWith(".ts") && !/^(condition|describe)\/|internal/.test(file))
  .flatMap((file) => named(file, blocks(read(`compiler/authoring/${file}`).replaceAll(/^ *\* ?/gm, ""))));

/** The names of the library, for an import. */
export const NAMES: string = [...Object.keys(authoring), "type Duration", "type Predicate", "type Run"].join(", ");

/** What an example in TSDoc may take for given; its own declarations come first. */
export const GIVEN = `const unit = job("unit", { image: "node:20", steps: [sh\`true\`], outputs: ["version"], artifacts: ["dist"] });
const app = buildImage("app", { repository: "registry.example.com/app" });
const smoke = job("smoke", { image: app, steps: [sh\`true\`] });
const production = deploy("production", { image: app.testedBy(smoke), to: swarmService("shop") });
`;
