import { diagnostic, render } from "../compiler/diagnostics/index.ts";

/**
 * Whoever read the output has gone (`waybill run pipeline.ts | head`): what was asked for is done all the same, to its end. What
 * cannot be written otherwise, as on a full disk, is said on the other stream (WB1920), and the command has failed.
 */
export function watchOutput(): void {
  let isReported = false;
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || isReported) return;
    isReported = true;
    const problem = diagnostic("WB1920", { reason: error.message }, {});
    process.stderr.write(render([problem], { source: () => undefined, color: false }));
    process.on("exit", () => {
      process.exitCode = 3;
    });
  });
}
