import { resolve } from "node:path";
import { Command } from "commander";
import { type Lock, printLock } from "../compiler/lock/index.ts";
import type { StageGraph } from "../compiler/graph/model/index.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import { loadLock } from "./lock.ts";
import { show, textOf } from "./show.ts";
import { save } from "./write.ts";

/** `waybill pin FILE...`: looks up what actions, includes and images are now, and keeps it. The only command that does. */
export function pinCommand(): Command {
  return new Command("pin")
    .description(
      "Look up the commits of actions and GitLab includes and the digests of images, and write them to waybill.lock.json.",
    )
    .argument("[files...]", "the pipeline files", [DEFAULT_FILE])
    .option("--root <folder>", "the repository's root (default: found from the first file)")
    .addHelpText(
      "after",
      `
Waybill looks up images with the logins of docker login, actions at GITHUB_API_URL (default: github.com) with
GITHUB_TOKEN, and GitLab includes at GITLAB_API_URL (default: gitlab.com) with GITLAB_TOKEN.
Run the command again to move to newer releases. \`waybill compile\` never uses the network.

  waybill pin
  waybill pin ci/*.ts`,
    )
    .action(async (files: readonly string[], options: { readonly root?: string }) => {
      const [{ compile }, { imagesToPin, includesToPin }, { targets }, { refreshLock }] = await Promise.all([
        import("../compiler/compile.ts"),
        import("../compiler/lock/index.ts"),
        import("../compiler/targets/registry.ts"),
        import("../runtime/pins/refresh.ts"),
      ]);
      const compilations = [];
      for (const file of files) {
        compilations.push(await compile(file, options.root === undefined ? {} : { root: resolve(options.root) }));
      }
      const graphs = compilations.flatMap((one) => one.graphs);
      for (const { diagnostics, source } of compilations) if (!show(diagnostics, source)) return;
      const old = loadLock(compilations[0]!.root);
      if (!show(old.diagnostics, textOf)) return;
      const actions = (graph: StageGraph) =>
        Object.values(targets).flatMap((target) => target.actionsIn?.(graph) ?? []);
      const wanted = {
        actions: [...new Set(graphs.flatMap(actions))],
        images: [...new Set(graphs.flatMap(imagesToPin))],
        includes: graphs.flatMap(includesToPin),
      };
      const { lock, diagnostics } = await refreshLock(old.lock, wanted);
      const found = changes(old.lock, lock);
      process.stdout.write(found.join(""));
      const written = diagnostics.length > 0 && found.length === 0 ? [] : save(old.path, printLock(lock));
      show([...diagnostics, ...written], textOf);
    });
}

function changes(old: Lock, now: Lock): readonly string[] {
  const actions = Object.entries(now.actions)
    .filter(([name, { commit }]) => old.actions[name]?.commit !== commit)
    .map(([name, { version, commit }]) => `${name} is ${version}, ${commit}\n`);
  const images = Object.entries(now.images)
    .filter(([name, digest]) => old.images[name] !== digest)
    .map(([name, digest]) => `${name} is ${digest}\n`);
  const includes = Object.entries(now.includes)
    .filter(([name, commit]) => old.includes[name] !== commit)
    .map(([name, commit]) => `${name} is ${commit}\n`);
  return [...actions, ...images, ...includes];
}
