import { describe, expect, it } from "vitest";
import type { Event } from "../../../compiler/expr/model.ts";
import type { CallTrigger, ManualInput } from "../../../compiler/graph/model/index.ts";
import { inputProblems, inputsOf } from "../../../runtime/request/inputs.ts";
import { graphOf } from "../graphs.ts";

const at = { file: "pipeline.ts", line: 3, column: 5 };
const INPUTS: Readonly<Record<string, ManualInput>> = {
  level: { type: "choice", options: ["info", "debug"], default: "info" },
  dry: { type: "boolean" },
  note: { type: "string" },
};
const called = (inputs: CallTrigger["inputs"]) => ({
  ...graphOf(),
  triggers: [{ kind: "call", inputs, location: at } as const],
});
const graphWith = (inputs: Readonly<Record<string, ManualInput>>) => ({
  ...graphOf(),
  triggers: [{ kind: "manual", inputs, location: at } as const],
});

function told(given: Readonly<Record<string, string>>, event: Event = "manual", inputs = INPUTS): readonly string[] {
  return inputProblems(graphWith(inputs), event, given).map(({ code, message, remedy, fault, at: place }) => {
    expect(fault).toBe("usage");
    expect(place).toEqual(at);
    return `${code}: ${message}; ${remedy}`;
  });
}

describe("the inputs of a run by hand", () => {
  it("are taken where they are of their type", () => {
    expect(told({ dry: "false", note: "", level: "debug" })).toEqual([]);
    expect(inputsOf(graphWith(INPUTS), { note: "" })).toEqual({ level: "info", note: "" });
  });

  it("are those of a call where it is one", () => {
    const graph = called({ users: { type: "number" }, region: { type: "string", default: "eu" } });
    const codes = (given: Readonly<Record<string, string>>, event: Event = "call") =>
      inputProblems(graph, event, given).map(({ code }) => code);
    expect(codes({ users: "3" })).toEqual([]);
    expect(codes({ users: "three" })).toEqual(["WB4051"]);
    expect(codes({})).toEqual(["WB4052"]);
    expect(codes({ users: "3" }, "manual")).toEqual(["WB4050"]);
    expect(codes({ users: "3" }, "push")).toEqual(["WB4053"]);
    expect(inputsOf(graph, { users: "3" })).toEqual({ users: "3", region: "eu" });
  });

  it("have to be declared", () => {
    expect(told({ dry: "true", note: "x", lvel: "debug", constructor: "x" })).toEqual([
      "WB4050: the pipeline has no input named `lvel`; choose one of: level, dry, note",
      "WB4050: the pipeline has no input named `constructor`; choose one of: level, dry, note",
    ]);
    expect(told({ x: "" }, "manual", {})).toEqual([
      "WB4050: the pipeline has no input named `x`; remove --input: the pipeline declares no inputs",
    ]);
  });

  it("have to be of their type", () => {
    expect(told({ dry: "yes", note: "x", level: "loud" })).toEqual([
      'WB4051: the input `level` cannot be "loud"; give one of info, debug: --input level=info',
      'WB4051: the input `dry` cannot be "yes"; give true or false: --input dry=true',
    ]);
  });

  it("have a number written in one way", () => {
    const inputs = { users: { type: "number", default: "10" } } as const;
    for (const users of ["0", "-2", "0.5", "-0.25", "120"]) expect(told({ users }, "manual", inputs)).toEqual([]);
    for (const users of ["", "007", "1e3", "1.50", ".5", "-0", "1,5", "1\n2"]) {
      expect(told({ users }, "manual", inputs)).toEqual([
        `WB4051: the input \`users\` cannot be ${JSON.stringify(users)}; give a number such as -2 or 0.5, without an exponent or needless zeros: --input users=1`,
      ]);
    }
  });

  it("have to be there where they have no default", () => {
    expect(told({ note: "x" })).toEqual([
      "WB4052: the input `dry` has no default and no value; add --input dry=VALUE, true or false",
    ]);
  });

  it("are for runs by hand only", () => {
    expect(told({})).not.toEqual([]);
    expect(told({}, "push")).toEqual([]);
    expect(told({ note: "x", dry: "true" }, "push")).toEqual([
      "WB4053: inputs are only for runs that are started by hand or called, and this run is a push; add --event manual, or leave --input out",
    ]);
  });
});
