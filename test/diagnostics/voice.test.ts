import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue, type Definition } from "../../compiler/diagnostics/index.ts";
import { repository } from "../repository.ts";
import { banned } from "./voice.ts";

const values = new Proxy({}, { get: () => "x" }) as Record<string, string>;

describe("plain English", () => {
  it.each(Object.entries(catalogue) as [string, Definition][])("in %s", (_, { message, remedy, explain }) => {
    expect([message.fill(values), remedy.fill(values), explain].flatMap(banned)).toEqual([]);
  });

  it.each(readdirSync(join(repository, "docs")).filter((name) => name.endsWith(".md")))("in docs/%s", (name) => {
    expect(banned(readFileSync(join(repository, "docs", name), "utf8"))).toEqual([]);
  });

  it.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])("in %s", (name) => {
    expect(banned(readFileSync(join(repository, name), "utf8"))).toEqual([]);
  });
});
