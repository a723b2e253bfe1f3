import { expect, it } from "vitest";
import { pipelineWith, shown } from "./project.ts";

const LEVELS = 20_000;
const within = (before: string, inner: string, after = "") => `${before.repeat(LEVELS)}${inner}${after.repeat(LEVELS)}`;

it.each([
  ["a condition of negations", pipelineWith(`when: (run) => ${within("!", 'run.changed("x")')}`)],
  ["a condition of brackets", pipelineWith(`when: (run) => ${within("(", 'run.branch === "x"', ")")}`)],
  [
    "a condition of many alternatives",
    pipelineWith(`when: (run) => ${within('run.branch === "x" || ', 'run.branch === "y"')}`),
  ],
  ["a list of lists", pipelineWith(`env: { A: JSON.stringify(${within("[", "1", "]")}) }`)],
  ["a type", pipelineWith("", `type T = ${within("[", "1", "]")};\n`)],
  ["blocks", pipelineWith("", `${within("{", "", "}")}\n`)],
])(
  "%s that is nested beyond all measure ends in a diagnostic, WB1037 where nothing else is wrong",
  async (_what, text) => {
    expect(await shown({ "pipeline.ts": text })).toMatch(/^(error|warning) WB\d{4}: /);
  },
);
