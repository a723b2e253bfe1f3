import { execFile } from "node:child_process";

/** What programs of well-known images print their version with. Others are not known here. */
const PROGRAMS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  node: ["node", "--version"],
  python: ["python3", "--version"],
  golang: ["go", "version"],
  ruby: ["ruby", "--version"],
  php: ["php", "--version"],
  rust: ["rustc", "--version"],
};

const answers = new Map<string, Promise<string | undefined>>();

/**
 * What to say of an image that names a version, where the program of this machine, which runs in its place, has another;
 * undefined where it has that one, and where nobody can tell.
 *
 * @example
 * ```ts
 * await versionWarning("node:22-alpine"); // on a machine with another Node
 * ```
 */
export async function versionWarning(image: string): Promise<string | undefined> {
  const [, name = "", wanted] = /(?:^|\/)([a-z]+):v?(\d+(?:\.\d+)*)(?=$|[-@])/.exec(image) ?? [];
  const command = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (!command || wanted === undefined) return undefined;
  const found = await versionOf(command);
  if (found !== undefined && `${found}.`.startsWith(`${wanted}.`)) return undefined;
  const here = found === undefined ? `has no \`${command[0]}\`` : `has \`${command[0]}\` ${found}`;
  return `Warning: the job asks for the image ${image}, but runs as processes of this machine, which ${here}.`;
}

function versionOf([program, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  const known = answers.get(program);
  if (known) return known;
  const asked = new Promise<string | undefined>((settle) => {
    execFile(program, args, { timeout: 10_000 }, (error, stdout) =>
      settle(error ? undefined : /\d+(?:\.\d+)+/.exec(stdout)?.[0]),
    );
  });
  answers.set(program, asked);
  return asked;
}
