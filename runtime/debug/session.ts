import pc from "picocolors";
import type { StepDecision } from "../executors/hold.ts";
import { heldText } from "../reporters/failure.ts";
import type { DebugConsole } from "./console.ts";
import type { HeldJob } from "./held-job.ts";
import { linesOf } from "./lines.ts";

const COMMANDS = ["shell", "retry", "skip", "back", "continue", "quit", "detach", "help"] as const;
type Name = (typeof COMMANDS)[number];

const HELP: Readonly<Record<Name, string>> = {
  shell: "opens a shell in the job, with the environment of the step",
  retry: "runs the step again as the pipeline's file has it now, in the tree as it was before the step",
  skip: "continues at the next step, as if this one had succeeded",
  back: "back N brings the tree back to what it was before step N, and holds there",
  continue: "continues: a step that has failed counts as failed",
  quit: "stops the run",
  detach: "leaves the job held; `waybill shell` comes back to it",
  help: "shows this",
};

/**
 * Asks a person what becomes of a job that holds, until there is a decision.
 *
 * @param begin - A command that is carried out first.
 * @returns undefined: the person has left it to somebody else
 */
export async function debugSession(
  held: HeldJob,
  terminal: DebugConsole,
  begin?: "shell",
): Promise<StepDecision | undefined> {
  const colors = pc.createColors(terminal.color);
  const { job, step, exitCode } = held;
  const say = (text: string) => void terminal.output.write(`${text}\r\n`);
  const place = { job: job.id, step, name: job.steps[step]?.name ?? "" };
  const text = heldText({ type: "job-held", ...place, ...(exitCode !== undefined && { exitCode }) });
  const { file, line } = job.steps[step]?.location ?? job.location;
  say(`${colors.bold(job.id)} ${colors.yellow(text)}  ${colors.dim(`${file}:${line}`)}`);
  if (begin) await shellIn(job.id, held.shell, terminal);
  else say(colors.dim("shell, retry, skip, back N, continue, quit; help explains them"));
  const lines = linesOf(terminal, COMMANDS, held.signal);
  for (;;) {
    const answer = await lines.next(`${job.id}:${step + 1}> `);
    // The input has ended: nobody is there any more.
    if (answer === undefined) return held.signal.aborted ? { kind: "quit" } : undefined;
    const [word = "", argument = ""] = answer.trim().split(/\s+/);
    if (word === "") continue;
    const [name, ...more] = COMMANDS.filter((one) => one.startsWith(word));
    if (!name || more.length > 0) {
      say(`there is no command ${JSON.stringify(word)}; help lists them`);
      continue;
    }
    const decision = await carryOut(name, argument);
    if (decision !== "again") return decision;
  }

  async function carryOut(name: Name, argument: string): Promise<StepDecision | undefined | "again"> {
    switch (name) {
      case "help":
        for (const command of COMMANDS) say(`  ${command.padEnd(9)} ${HELP[command]}`);
        return "again";
      case "shell":
        await shellIn(job.id, held.shell, terminal);
        return "again";
      case "retry": {
        const edit = await held.reread();
        if (edit.kind === "refused") {
          for (const one of edit.problem.trimEnd().split("\n")) say(one);
          return "again";
        }
        if (edit.kind === "same") return { kind: "retry" };
        say(`the step as ${edit.step.location.file}:${edit.step.location.line} has it now`);
        return { kind: "retry", edited: { step: edit.step, env: edit.env } };
      }
      case "back": {
        const to = argument === "" ? step : Number(argument);
        if (Number.isInteger(to) && to >= 1 && to <= step + 1) return { kind: "back", step: to - 1 };
        say(`back takes the number of a step, from 1 to ${step + 1}`);
        return "again";
      }
      case "skip":
      case "continue":
      case "quit":
        return { kind: name };
      case "detach":
        return undefined;
    }
  }
}

/** Gives a terminal to a shell until it has ended. */
export async function shellIn(job: string, shell: HeldJob["shell"], terminal: DebugConsole): Promise<void> {
  const { input, output } = terminal;
  const say = (text: string) => void output.write(`${text}\r\n`);
  say(`a shell in ${job}; exit or Ctrl-D ends it`);
  const listeners: { input?: (chunk: Buffer) => void; resize?: () => void } = {};
  terminal.raw(true);
  try {
    const code = await shell({
      ...terminal.size(),
      kind: terminal.kind,
      write: (text) => void output.write(text),
      onInput(take) {
        listeners.input = (chunk) => take(chunk.toString());
        input.on("data", listeners.input);
        input.resume();
      },
      onResize(take) {
        listeners.resize = terminal.onResize(() => {
          const { columns, rows } = terminal.size();
          take(columns, rows);
        });
      },
    });
    say(`the shell has ended${code === 0 ? "" : ` with ${code}`}`);
  } catch (error) {
    say(`no shell can be opened: ${(error as Error).message}`);
  } finally {
    if (listeners.input) input.off("data", listeners.input);
    listeners.resize?.();
    input.pause();
    terminal.raw(false);
  }
}
