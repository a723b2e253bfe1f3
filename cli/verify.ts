import { Command } from "commander";
import { DiagnosticError } from "../compiler/diagnostics/index.ts";
import { type ChooseOptions, loadOne, pipelineOption } from "./choose.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import { keyText, recordFolder } from "./records.ts";
import { show } from "./show.ts";

interface VerifyOptions extends ChooseOptions {
  readonly key?: string;
  readonly records?: string;
}

/** `waybill verify FILE REFERENCE`: what is known about an image. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("Verify that this pipeline built an image, and that its required tests passed.")
    .argument("[file]", "the pipeline, or a graph saved as .json (default: pipeline.ts)")
    .argument("[reference]", "the image: repository@sha256:...")
    .option(
      "--key <path>",
      "the public key (Ed25519, PEM) that verifies the statement of the run (default: do not verify the signature)",
    )
    .option("--records <folder>", "the folder with the records of runs (default: the user's state folder)")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .addHelpText(
      "after",
      `
  waybill verify registry.example.com/shop@sha256:...
  waybill verify ci/pipeline.ts registry.example.com/shop@sha256:...`,
    )
    .action(async (first: string | undefined, second: string | undefined, options: VerifyOptions, command: Command) => {
      // With one argument it is the image, unless that is a file.
      const isImage = second === undefined && first !== undefined && !/\.(ts|json)$/.test(first);
      const [file = DEFAULT_FILE, reference] = isImage ? [DEFAULT_FILE, first] : [first, second];
      if (reference === undefined)
        return command.error("error: missing required argument 'reference'", { exitCode: 2 });
      const { graph, diagnostics, root, source } = await loadOne(file, options);
      if (!show(diagnostics, source) || !graph) return;
      try {
        const { readRecords, shippings, verify, verifyingKey } = await import("../runtime/delivery/record/index.ts");
        const key = options.key === undefined ? {} : { key: verifyingKey(keyText(options.key), options.key) };
        const folder = options.records ?? recordFolder(root);
        if (!show(await verify({ reference, folder, graph, ...key }), source)) return;
        process.stdout.write(`${reference}: built by ${graph.name}, and tested as it demands\n`);
        for (const line of shippings(await readRecords(folder), reference)) process.stdout.write(`${line}\n`);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        show(error.diagnostics, source);
      }
    });
}
