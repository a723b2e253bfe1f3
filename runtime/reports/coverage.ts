import type { Coverage } from "../../compiler/graph/model/index.ts";
import type { CoverageReport } from "../events.ts";
import { ReportError, type Visitor } from "./xml.ts";

export interface CoverageReader extends Visitor {
  /** @throws {ReportError} when the file did not say */
  covered(): CoverageReport;
}

/** Reads what a report says of the whole. */
export function coverageReader(format: Coverage["format"]): CoverageReader {
  let share: number | undefined;
  return {
    open(name, attributes, depth) {
      const root = format === "cobertura" ? "coverage" : "report";
      if (depth === 0 && name !== root) throw new ReportError(`its root is <${name}>`);
      if (format === "cobertura" && depth === 0) share = cobertura(attributes);
      if (format === "jacoco" && depth === 1 && name === "counter" && attributes.type === "LINE") {
        const [missed, covered] = [Number(attributes.missed), Number(attributes.covered)];
        share = covered / (missed + covered);
      }
    },
    covered() {
      if (share === undefined || !(share >= 0 && share <= 1)) throw new ReportError("it does not tell of lines");
      return { lines: Math.floor(share * 1000) / 10 };
    },
  };
}

/** The counts are exact; the rate, which all tools write, is rounded by some. */
function cobertura(attributes: Readonly<Record<string, string>>): number | undefined {
  const [covered, valid] = [Number(attributes["lines-covered"]), Number(attributes["lines-valid"])];
  if (valid > 0 && covered >= 0) return covered / valid;
  const rate = attributes["line-rate"];
  return rate === undefined ? undefined : Number(rate);
}
