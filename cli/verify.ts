import { Command } from "commander";
import { DiagnosticError } from "../compiler/diagnostics/index.ts";
import { type ChooseOptions, loadOne, pipelineOption } from "./choose.ts";
import { keyText, recordFolder } from "./records.ts";
import { show } from "./show.ts";

interface VerifyOptions extends ChooseOptions {
  readonly key?: string;
  readonly records?: string;
}

/** `waybill verify FILE REFERENCE`: what is known about an image. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("Check that an image was built by this pipeline, and that the tests it demands passed inside it.")
    .argument("<file>", "the pipeline, or a graph saved as .json")
    .argument("<reference>", "the image: repository@sha256:...")
    .option("--key <path>", "the public key (Ed25519, PEM) that the run's statement must be signed with")
    .option("--records <folder>", "where the runs kept their records (default: the user's state folder)")
    .addOption(pipelineOption())
    .option("--root <folder>", "the repository's root (default: found from the file)")
    .action(async (file: string, reference: string, options: VerifyOptions) => {
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
