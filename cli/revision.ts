import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { extract } from "tar";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";
import { gitLine } from "../runtime/git.ts";

/** The tree of a revision, in a folder of its own. */
export interface Checkout {
  readonly root: string;
  /** The file that was asked for, in that folder. */
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Unpacks the tree of a revision, so that a pipeline of then finds the modules and files of then. The repository itself stays as
 * it is. Packages are those that are installed now.
 *
 * @throws {DiagnosticError} WB1910 where git does not know the revision; WB1913 where the file is not in it.
 */
export async function atRevision(file: string, revision: string): Promise<Checkout> {
  const folder = dirname(resolve(file));
  const top = await gitLine(existsSync(folder) ? folder : process.cwd(), "rev-parse", "--show-toplevel");
  const commit =
    top && (await gitLine(top, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`));
  if (!top || !commit) throw new DiagnosticError(diagnostic("WB1910", { revision }));
  const path = relative(top, resolve(file));
  if (!(await gitLine(top, "ls-tree", "--name-only", commit, "--", path))) {
    throw new DiagnosticError(diagnostic("WB1913", { file: path, revision }));
  }
  const root = await mkdtemp(join(tmpdir(), "waybill-revision-"));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    await unpack(top, commit, root);
    if (existsSync(join(top, "node_modules"))) await symlink(join(top, "node_modules"), join(root, "node_modules"));
    return { root, file: join(root, path), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function unpack(top: string, commit: string, into: string): Promise<void> {
  const archive = spawn("git", ["-C", top, "archive", "--format=tar", commit], { stdio: ["ignore", "pipe", "ignore"] });
  return new Promise((settle, reject) => {
    archive.on("error", reject);
    archive.stdout
      .pipe(extract({ cwd: into }))
      .on("finish", settle)
      .on("error", reject);
  });
}
