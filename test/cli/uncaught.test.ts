import { expect, it } from "vitest";
import { catchErrors } from "../../cli/uncaught.ts";

it("interrupts what runs at each error that nothing caught, and tells it as a fault of the infrastructure", () => {
  const before = process.listeners("uncaughtException");
  let interrupted = 0;
  const errors = catchErrors(() => {
    interrupted += 1;
  });
  const [listener] = process.listeners("uncaughtException").filter((one) => !before.includes(one));
  listener?.(new Error("in a timer"), "uncaughtException");
  listener?.(new Error("in another"), "uncaughtException");
  errors.end();
  expect(interrupted).toBe(2);
  expect(errors.diagnostics().map(({ code, message }) => `${code} ${message}`)).toEqual([
    "WB5068 a callback of Waybill failed during the run: in a timer",
    "WB5068 a callback of Waybill failed during the run: in another",
  ]);
  expect(process.listeners("uncaughtException")).toEqual(before);
});
