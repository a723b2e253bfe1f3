import { describe, expect, it } from "vitest";
import { catalogue, type Definition } from "../../compiler/diagnostics/index.ts";
import { banned } from "./voice.ts";

const values = new Proxy({}, { get: () => "x" }) as Record<string, string>;

describe("plain English", () => {
  it.each(Object.entries(catalogue) as [string, Definition][])("in %s", (_, { message, remedy, explain }) => {
    expect([message.fill(values), remedy.fill(values), explain].flatMap(banned)).toEqual([]);
  });
});
