import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { summaryOf } from "../runtime/journal/run-summary.ts";
import { runsFolder } from "./checkout.ts";
import { DEFAULT_FILE } from "./default-file.ts";

/** What `waybill` without a command prints: what to do next in this folder. */
export async function welcome(): Promise<string> {
  const steps = existsSync(DEFAULT_FILE) ? await nextSteps() : firstSteps();
  const width = Math.max(...steps.commands.map(([command]) => command.length));
  const lines = steps.commands.map(([command, text]) => `  ${command.padEnd(width)}   ${text}`);
  return `${steps.title}\n\n${lines.join("\n")}\n\nAll commands: waybill --help\n`;
}

interface Steps {
  readonly title: string;
  readonly commands: readonly (readonly [command: string, text: string])[];
}

function firstSteps(): Steps {
  const files = providerFiles();
  return {
    title: `There is no ${DEFAULT_FILE} in ${process.cwd()}.`,
    commands: [
      ...files.map(
        (file) => [`waybill import ${file}`, "write one from this file, with a verdict for each job"] as const,
      ),
      ["waybill init", "write a first pipeline for the project"],
      ["waybill doctor", "check this machine"],
    ],
  };
}

function providerFiles(): readonly string[] {
  const folder = ".github/workflows";
  const workflows = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const gitlab = existsSync(".gitlab-ci.yml") ? [".gitlab-ci.yml"] : [];
  return [...gitlab, ...workflows.sort().map((name) => `${folder}/${name}`)].slice(0, 5);
}

async function nextSteps(): Promise<Steps> {
  const { allRuns } = await import("../runtime/journal/history.ts");
  const [last] = await allRuns(runsFolder({})).catch(() => []);
  const summary = last && summaryOf(last);
  const after =
    summary?.status === "failed" || summary?.status === "broken-off" || summary?.status === "cancelled"
      ? ([
          ["waybill logs --failed", "show the logs of the jobs that failed"],
          ["waybill run --resume", "run what did not succeed"],
        ] as const)
      : summary?.status === "running"
        ? ([["waybill logs --follow", "follow the active run"]] as const)
        : [];
  const how = summary ? ` Its last run here ${HOW[summary.status]}.` : " It has not run here yet.";
  return {
    title: `${resolve(DEFAULT_FILE)} is a pipeline.${how}`,
    commands: [
      ...after,
      ["waybill run", "run it on this machine"],
      ["waybill check", "find mistakes, without running anything"],
      ["waybill plan", "show what runs on which events"],
      ["waybill compile --target github", "write the workflow (or --target gitlab)"],
    ],
  };
}

const HOW = {
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "was cancelled",
  running: "goes on",
  "broken-off": "broke off",
} as const;
