import { describe, expect, it } from "vitest";
import type { Artifacts } from "../../../compiler/graph/model/index.ts";
import { jobReports } from "../../../runtime/reports/job.ts";
import { scriptJob } from "../graphs.ts";

const KEPT: Artifacts = { paths: [], exclude: [], on: "success", retentionDays: 1, junit: ["*.xml"] };

async function* chunked(text: string) {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

/** What is told of files by the names of reports, of a job that has succeeded. */
async function told(files: readonly (readonly [report: number, text: string])[], more: Partial<Artifacts> = {}) {
  const { places, told: result } = jobReports(scriptJob("unit", { artifacts: { ...KEPT, ...more } }));
  for (const [index, [report, text]] of files.entries())
    await places[report]?.take(`${index}.xml`, text.length, chunked(text));
  return result(false);
}

const junit = async (...texts: readonly string[]) => told(texts.map((text) => [0, text] as const));
const coverage = async (format: "cobertura" | "jacoco", text: string) =>
  told([[0, text]], { junit: [], coverage: { format, path: "coverage.xml" } });
const problem = async (text: string) => (await junit(text))?.problems;

describe("JUnit files", () => {
  it("are added up, with the first line of why a test failed", async () => {
    const first = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all"><testsuite name="a" tests="99">
  <properties><property name="x" value="y"/></properties>
  <testcase classname="parser" name="reads ä numbers" time="0.1"/>
  <testcase classname="parser" name="reads &lt;texts&gt;"><failure message="expected 1&#10;to be 2" type="x">at line 3</failure><error/></testcase>
  <testcase name="adds"><failure message="expected 3">at line 7</failure></testcase>
  <testcase name="left out"><skipped/><skipped/></testcase>
</testsuite></testsuites>`;
    const second = `<testsuite><testcase classname="Shop" name="Shop.pays"><error><![CDATA[
  Error: no money
  at Shop]]></error><system-out>loud</system-out></testcase><testcase name="silent"><failure/></testcase></testsuite>`;
    expect(await junit(first, second)).toEqual({
      tests: {
        ...{ total: 6, failed: 4, skipped: 1 },
        failures: [
          { name: "parser: reads <texts>", message: "expected 1" },
          { name: "adds", message: "expected 3" },
          { name: "Shop.pays", message: "Error: no money" },
          { name: "silent" },
        ],
      },
      problems: [],
    });
  });

  it("tell of a hundred failed tests at most, a line each that does nothing to a terminal", async () => {
    const one = `<testcase name="\u009b31mred"><failure message="${"long ".repeat(200)}"/></testcase>`;
    const { tests } = (await junit(`<testsuite>${one.repeat(150)}</testsuite>`))!;
    expect([tests?.total, tests?.failed, tests?.failures.length]).toEqual([150, 150, 100]);
    expect(tests?.failures[0]?.name).toBe("red");
    expect(tests?.failures[0]?.message).toHaveLength(300);
  });

  it("that are broken are a problem, and count nothing", async () => {
    expect(await junit("<testsuite><testcase/>", "<testsuite><testcase/></testsuite>")).toEqual({
      tests: { total: 1, failed: 0, skipped: 0, failures: [] },
      problems: ["the report 0.xml cannot be read: Unclosed root tag"],
    });
    expect(await problem("")).toEqual(["the report 0.xml cannot be read: it is empty"]);
    expect(await problem("no XML")).toEqual(["the report 0.xml cannot be read: Non-whitespace before first tag."]);
    expect(await problem("<html/>")).toEqual(["the report 0.xml cannot be read: its root is <html>"]);
    expect(await problem("\u0000".repeat(20))).toEqual([expect.stringContaining("cannot be read")]);
  });

  it("cannot make this process grow", async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>`;
    expect(await problem(bomb)).toEqual(["the report 0.xml cannot be read: Invalid character entity"]);
    const deep = `<testsuite>${"<a>".repeat(100_000)}`;
    expect(await problem(deep)).toEqual(["the report 0.xml cannot be read: its elements are more than 100 deep"]);
    const { places, told: result } = jobReports(scriptJob("unit", { artifacts: KEPT }));
    await places[0]?.take("big.xml", 2 ** 30, chunked("<testsuite/>"));
    expect(result(false)?.problems).toEqual(["the report big.xml cannot be read: it is larger than 64 MiB"]);
  });

  it("that are not there are worth a word of a job that has succeeded", async () => {
    const { told: result, places } = jobReports(scriptJob("unit", { artifacts: KEPT }));
    expect(result(false)).toEqual({ problems: ["there is no report *.xml"] });
    expect(result(true)).toBeUndefined();
    places[0]?.failed("the container is gone");
    expect(result(true)).toEqual({ problems: ["the report *.xml cannot be read: the container is gone"] });
    expect(jobReports(scriptJob("unit")).told(false)).toBeUndefined();
  });
});

describe("coverage", () => {
  it("is what Cobertura's counts say, else its rate", async () => {
    const counts = `<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd"><coverage line-rate="1" lines-covered="1999" lines-valid="2000"><packages/></coverage>`;
    expect(await coverage("cobertura", counts)).toEqual({ coverage: { lines: 99.9 }, problems: [] });
    expect(await coverage("cobertura", `<coverage line-rate="0.8512"/>`)).toMatchObject({ coverage: { lines: 85.1 } });
  });

  it("is what JaCoCo counts for the whole", async () => {
    const text = `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="a"><package name="p"><counter type="LINE" missed="9" covered="0"/></package><counter type="BRANCH" missed="0" covered="1"/><counter type="LINE" missed="1" covered="3"/></report>`;
    expect(await coverage("jacoco", text)).toMatchObject({ coverage: { lines: 75 } });
  });

  it.each([
    ["cobertura", "<coverage/>", "it does not tell of lines"],
    ["cobertura", `<coverage line-rate="NaN"/>`, "it does not tell of lines"],
    ["cobertura", `<coverage line-rate="7"/>`, "it does not tell of lines"],
    ["cobertura", "<report/>", "its root is <report>"],
    ["jacoco", "<report/>", "it does not tell of lines"],
    ["jacoco", "<coverage/>", "its root is <coverage>"],
  ] as const)("of %s is a problem where it says nothing: %s", async (format, text, reason) => {
    expect(await coverage(format, text)).toEqual({ problems: [`the report 0.xml cannot be read: ${reason}`] });
  });
});
