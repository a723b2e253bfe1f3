import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { ownPackage } from "../project/package.ts";
import { computedBy } from "./computed.ts";
import { decoder, encode } from "./frames.ts";
import { heldBy } from "./held.ts";
import type { Answer, Ask, Outcome, Work } from "./protocol.ts";

/** Megabytes of JavaScript objects that a pipeline may hold. */
const MEMORY = 1024;
/** Bytes that its process may hold: the objects, what is outside of V8's heap (typed arrays), and Node itself. */
const RESIDENT = (MEMORY + 256) * 1024 * 1024;
/** Milliseconds after its time that a process which does not end by itself is killed. */
const GRACE = 2000;
/**
 * How many times as long as it may compute an evaluation may take: a busy machine gives it a part of the time only. Where the
 * system does not tell how much that was, so long may it compute.
 */
const PATIENCE = { told: 12, untold: 3 };
/** Milliseconds between two looks at how much a process has computed, and how much memory it holds. */
const LOOK = 20;

/** How an evaluation ended; `lost` when the process went away without a word. */
export type Ending = Outcome | { readonly kind: "memory" } | { readonly kind: "lost"; readonly reason: string };

export interface Sandbox {
  /** Evaluates a bundle; once. `read` answers what the pipeline asks to read. */
  evaluate(work: Omit<Work, "patience">, read: (path: string) => Answer): Promise<Ending>;
  /** Ends the process, also when it was never used. */
  stop(): void;
}

/** Starts the process that is to evaluate a pipeline, so that it is ready when there is something to evaluate. */
export function startSandbox(): Sandbox {
  const script = realpathSync(ownPackage().sandbox);
  const library = realpathSync(ownPackage().library);
  const child = spawn(process.execPath, [...flags(script, library), script], {
    env: {},
    cwd: dirname(script),
    stdio: ["pipe", "pipe", "pipe"],
  });
  // Nobody waits for a process that turns out not to be needed.
  child.unref();
  // Writing to a process that is gone is seen by its exit.
  child.stdin.on("error", () => {});
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(0, 10_000);
  });
  const stop = () => void child.kill("SIGKILL");
  const failure = new Promise<Ending>((settle) => {
    child.once("error", (error) => settle({ kind: "lost", reason: error.message }));
    child.once("close", (code, signal) => settle(ending(code, signal, complaint)));
  });
  return {
    stop,
    evaluate: async ({ code, milliseconds }, read) => {
      child.ref();
      const computed = () => (child.pid === undefined ? undefined : computedBy(child.pid));
      const patience = milliseconds * (computed() === undefined ? PATIENCE.untold : PATIENCE.told);
      const timer = setTimeout(stop, patience + GRACE);
      // The script that runs is interrupted by the signal, and tells how far it was.
      let isLarge = false;
      const looks = setInterval(() => {
        isLarge ||= child.pid !== undefined && (heldBy(child.pid) ?? 0) > RESIDENT;
        if (isLarge) return stop();
        if ((computed() ?? 0) < milliseconds) return;
        clearInterval(looks);
        child.kill("SIGINT");
      }, LOOK);
      try {
        const ending = await Promise.race([converse(child, { code, milliseconds, patience }, read), failure]);
        return isLarge ? { kind: "memory" } : ending;
      } finally {
        clearInterval(looks);
        clearTimeout(timer);
        stop();
      }
    },
  };
}

/** Node's flags for a process that may read some files, and do nothing else. */
export function flags(...files: readonly string[]): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  return [
    known.has("--permission") ? "--permission" : "--experimental-permission",
    ...files.map((file) => `--allow-fs-read=${file}`),
    "--no-warnings",
    "--no-addons",
    "--disallow-code-generation-from-strings",
    `--max-old-space-size=${MEMORY}`,
  ];
}

function converse({ stdin, stdout }: ChildProcess, work: Work, read: (path: string) => Answer): Promise<Outcome> {
  const say = (message: Work | Answer) => stdin?.write(encode(message));
  say(work);
  return new Promise((settle) => {
    const decode = decoder();
    stdout?.on("data", (chunk: Buffer) => {
      for (const message of decode(chunk) as readonly (Ask | Outcome)[]) {
        if ("ask" in message) say(read(message.ask));
        else settle(message);
      }
    });
  });
}

function ending(code: number | null, signal: NodeJS.Signals | null, complaint: string): Ending {
  if (/heap out of memory|Allocation failed/i.test(complaint)) return { kind: "memory" };
  // Both come from here: SIGINT ends a process that runs no script yet, or no longer.
  if (signal === "SIGKILL" || signal === "SIGINT") return { kind: "timeout", tick: -1 };
  const said = /^\w*Error\b.*$/m.exec(complaint)?.[0];
  return { kind: "lost", reason: said ?? `it ended with ${signal ?? `exit code ${code}`}` };
}
