import { describe, expect, it } from "vitest";
import type { Event } from "../../../compiler/expr/model.ts";
import type { ManualInput } from "../../../compiler/graph/model/index.ts";
import { inputProblems, inputsOf } from "../../../runtime/jobs/inputs.ts";
import { graphOf } from "../graphs.ts";

const at = { file: "pipeline.ts", line: 3, column: 5 };
const INPUTS: Readonly<Record<string, ManualInput>> = {
  level: { type: "choice", options: ["info", "debug"], default: "info" },
  dry: { type: "boolean" },
  note: { type: "string" },
};
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

  it("have to be declared", () => {
    expect(told({ dry: "true", note: "x", lvel: "debug", constructor: "x" })).toEqual([
      "WB4050: the pipeline has no input lvel; choose one of: level, dry, note",
      "WB4050: the pipeline has no input constructor; choose one of: level, dry, note",
    ]);
    expect(told({ x: "" }, "manual", {})).toEqual([
      "WB4050: the pipeline has no input x; leave --input out: it declares none",
    ]);
  });

  it("have to be of their type", () => {
    expect(told({ dry: "yes", note: "x", level: "loud" })).toEqual([
      'WB4051: the input level cannot be "loud"; give one of info, debug: --input level=info',
      'WB4051: the input dry cannot be "yes"; give true or false: --input dry=true',
    ]);
  });

  it("have to be there where they have no default", () => {
    expect(told({ note: "x" })).toEqual([
      "WB4052: the input dry has no default, and no value was given; add --input dry=VALUE, true or false",
    ]);
  });

  it("are for runs by hand only", () => {
    expect(told({})).not.toEqual([]);
    expect(told({}, "push")).toEqual([]);
    expect(told({ note: "x", dry: "true" }, "push")).toEqual([
      "WB4053: inputs belong to a run that is started by hand, and this one is run as push; add --event manual, or leave --input out",
    ]);
  });
});
