import { catalogue, type Definition } from "../diagnostics/index.ts";
import type { Accepted } from "../graph/model/index.ts";
import type { Reader } from "./reader.ts";
import { type Rule, validate } from "./scope.ts";

const warningCode: Rule = (value) => {
  const { severity } = (catalogue as Readonly<Record<string, Definition>>)[value] ?? {};
  if (severity === "warning") return undefined;
  return {
    problem: severity ? "is an error, which cannot be accepted" : "is not a code of Waybill",
    expected: "the code of a warning, as Waybill shows it",
  };
};

const reason: Rule = (value) =>
  value.trim() === "" ? { problem: "is empty", expected: "why the warning does not matter here" } : undefined;

/** Warnings that are accepted, each with a reason. */
export function readAccept(from: Reader): Accepted | undefined {
  const inner = from.inner("accept");
  const all = from.entries("accept").map(([code]) => {
    validate(from.scope, "the code in `accept`", code, warningCode);
    return [code, inner.text(code, reason, `the reason for ${code}`)] as const;
  });
  return all.length > 0 ? Object.fromEntries(all) : undefined;
}
