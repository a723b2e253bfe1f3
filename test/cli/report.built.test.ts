import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { get } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { findProgram } from "../engine/machine/packages.mjs";
import { folderWith } from "./folder.ts";
import { command, waybill } from "./waybill.ts";

const PIPELINE = `import { job, pipeline, push, sh } from "waybill";

const image = "busybox:1.36";
const build = job("build", { image, steps: [sh\`echo compiling; echo "</script><b>"\`, sh\`echo made\`] });
const unit = job("unit", { image, needs: [build], steps: [sh\`echo "a.ts:3 error: no"; exit 7\`] });
const docs = job("docs", { image, when: (run) => run.branch === "docs", steps: [sh\`echo x\`] });

export default pipeline("shop", { on: [push()], jobs: [build, unit, docs] });
`;

async function ran() {
  const cwd = await folderWith(PIPELINE);
  const env = { XDG_STATE_HOME: join(cwd, ".state"), WAYBILL_CACHE: join(cwd, ".cache"), NO_COLOR: "1" };
  await waybill(["run", "--executor", "host"], { cwd, env });
  return { cwd, env };
}

/** The status and the text that a server answers with. */
const ask = (url: string, host?: string) =>
  new Promise<readonly [number | undefined, string]>((resolve, reject) => {
    get(url, host === undefined ? {} : { headers: { host } }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve([response.statusCode, text]);
    }).on("error", reject);
  });

describe("waybill report", () => {
  it("writes the data of a run, and refuses what is not there", async () => {
    const surroundings = await ran();
    const { stdout } = await waybill(["report", "--json"], surroundings);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 1, pipeline: "shop", status: "failed", critical: ["build", "unit"] });
    expect(report.jobs[2].condition.when).toContain("docs");
    const none = await waybill(["report", "nope"], surroundings);
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("error WB4060")]);
  });
});

describe("waybill ui", () => {
  it("serves a run to this machine alone", async () => {
    const { cwd, env } = await ran();
    const child = spawn(process.execPath, [command, "ui"], { cwd, env: { ...process.env, ...env } });
    onTestFinished(() => void child.kill("SIGKILL"));
    const address = await new Promise<string>((resolve) =>
      child.stdout.once("data", (chunk) => resolve(String(chunk).trim())),
    );
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await ask(address))[1]).toContain("connect-src 'self'");
    expect(JSON.parse((await ask(`${address}report.json`))[1])).toMatchObject({ pipeline: "shop" });
    expect(JSON.parse((await ask(`${address}log.json?job=build`))[1])).toContain("made");
    expect((await ask(address, "evil.example.com"))[0]).toBe(403);
    expect((await ask(`${address}../etc/passwd`))[0]).toBe(404);
    const taken = await waybill(["ui", "--port", new URL(address).port], { cwd, env });
    expect([taken.exitCode, taken.stderr]).toEqual([2, expect.stringContaining("error WB4066: cannot serve the page")]);
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
  });
});

const browser = findProgram("chromium");

describe.skipIf(!browser && !process.env.CI)("the page, in a browser", () => {
  it("shows the run by keyboard and pointer, asks for nothing, and axe finds nothing", async () => {
    const { cwd, env } = await ran();
    await waybill(["report", "--out", "r.html"], { cwd, env });
    const opened = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    onTestFinished(() => opened.close());
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await opened.newContext({ colorScheme, bypassCSP: true, viewport: { width: 420, height: 800 } });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("request", (request) => void (/^(file|data):/.test(request.url()) || problems.push(request.url())));
      await page.goto(pathToFileURL(join(cwd, "r.html")).href);
      await expect.poll(() => page.locator("h2").innerText()).toBe("unit failed");
      expect(await page.locator("section.view").innerText()).toContain("step 1 exited with 7");
      await page.keyboard.press("/");
      await page.keyboard.type("ERROR:");
      await expect.poll(() => page.locator(".log .hit").last().innerText()).toContain("a.ts:3 error: no");
      await page.keyboard.press("Escape");
      for (const [key, heading] of [
        ["t", "Timeline"],
        ["g", "Graph"],
      ] as const) {
        await page.keyboard.press(key);
        await expect.poll(() => page.locator("h2").innerText()).toBe(heading);
      }
      await page.locator("svg g", { hasText: "build" }).click();
      await expect.poll(() => page.locator(".log").innerText()).toContain("</script><b>");
      await page.locator(".log .step button").first().click();
      await expect.poll(() => page.locator(".log").innerText()).not.toMatch(/^compiling$/m);
      await page.evaluate(axe);
      const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        "axe.run()",
      );
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(problems).toEqual([]);
      await context.close();
    }
  });
});
