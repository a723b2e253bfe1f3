/**
 * Images made from this machine's own programs, for where nothing can be pulled.
 *
 * @example
 * import Docker from "dockerode";
 * import { makeLocalImage } from "./local-image.mjs";
 * await makeLocalImage(new Docker(), { tag: "node:local", kind: "node" });
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { Readable } from "node:stream";
import { Header } from "tar";

/** @typedef {"busybox" | "node" | "python"} LocalImageKind */
/** @typedef {{ type: "File" | "Directory" | "SymbolicLink", mode: number, uid: number, source?: string, program?: boolean, text?: string, target?: string }} Entry */
/** @typedef {Map<string, Entry>} Tree path in the image, without the leading slash, to what stands there */

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a job's script may expect from an image beside its shell, where there is no busybox to bring it all. */
const COREUTILS =
  "basename cat chmod chown cp cut date dirname du echo env expr false find grep head hostname id kill ln ls mkdir mktemp mv nproc printf ps pwd readlink rm rmdir sed seq sha256sum sleep sort stat stty sync tail tar tee test timeout touch tr true uname uniq wc which whoami xargs yes";

/** Parts of the Python library that no job needs, and that would double the image. */
const PYTHON_SKIP =
  /^(test|tests|__pycache__|idlelib|ensurepip|site-packages|dist-packages|turtledemo|tkinter|lib2to3|config-.*|.*\.a)$/;

/**
 * Makes an image and gives it its tags; an image that already has a tag loses it.
 *
 * @param {import("dockerode")} docker
 * @param {{ tag: string | readonly string[], kind: LocalImageKind, env?: Readonly<Record<string, string>>, commands?: readonly string[], labels?: Readonly<Record<string, string>> }} options
 *   `commands`: further programs of this machine to put into `/usr/local/bin`
 * @returns {Promise<string>} the image ID
 * @throws {Error} when this machine has no such program, or the engine refuses the image
 */
export async function makeLocalImage(docker, { tag, kind, env = {}, commands = [], labels = {} }) {
  const tags = typeof tag === "string" ? [tag] : tag;
  const tree = baseTree();
  if (kind === "node") addNode(tree);
  if (kind === "python") addPython(tree);
  for (const command of commands) addProgram(tree, find(command), `usr/local/bin/${basename(command)}`);
  addLibraries(tree);

  const variables = { PATH, ...(kind === "python" ? { PYTHONDONTWRITEBYTECODE: "1" } : {}), ...env };
  const changes = [
    ...Object.entries(variables).map(([name, value]) => `ENV ${name}=${quote(value)}`),
    ...Object.entries(labels).map(([name, value]) => `LABEL ${quote(name)}=${quote(value)}`),
    `CMD ${JSON.stringify({ busybox: ["sh"], node: ["node"], python: ["python3"] }[kind])}`,
  ];
  const id = await importTar(docker, Readable.from(tarOf(tree), { objectMode: false }), changes.join("\n"));
  for (const name of tags) await docker.getImage(id).tag(splitTag(name));
  return id;
}

/** A Dockerfile would replace variables in a value. @param {string} text */
function quote(text) {
  return JSON.stringify(text).replaceAll("$", "\\$");
}

/** @param {string} reference */
function splitTag(reference) {
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/")
    ? { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) }
    : { repo: reference, tag: "latest" };
}

/**
 * @param {import("dockerode")} docker
 * @param {Readable} body
 * @param {string} changes
 * @returns {Promise<string>}
 */
async function importTar(docker, body, changes) {
  const answer = await docker.importImage(body, { changes });
  /** @type {{ status?: string, error?: string }[]} */
  const events = await new Promise((resolve, reject) => {
    docker.modem.followProgress(answer, (error, output) => (error ? reject(error) : resolve(output)));
  });
  const failed = events.find((event) => event.error);
  if (failed) throw new Error(`The engine refused the image: ${failed.error}`);
  const id = events.map((event) => event.status ?? "").findLast((status) => status.startsWith("sha256:"));
  if (!id) throw new Error("The engine did not name the image that it made");
  return id;
}

/** Accounts, `/tmp`, a shell and its tools. @returns {Tree} */
function baseTree() {
  /** @type {Tree} */
  const tree = new Map();
  addText(tree, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n");
  addText(tree, "etc/group", "root:x:0:\napp:x:1000:\n");
  // Without this file glibc asks the name server before /etc/hosts.
  addText(tree, "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  addDirectory(tree, "root", 0o700);
  addDirectory(tree, "home/app", 0o755, 1000);
  addDirectory(tree, "tmp", 0o1777);
  addDirectory(tree, "var/tmp", 0o1777);
  const busybox = tryFind("busybox");
  if (busybox) {
    addProgram(tree, busybox, "bin/busybox");
    for (const applet of run(busybox, ["--list-full"]).trim().split("\n")) {
      if (applet !== "bin/busybox") addLink(tree, applet, "/bin/busybox");
    }
    if (!tree.has("usr/bin/env")) addLink(tree, "usr/bin/env", "/bin/busybox");
  } else {
    addProgram(tree, find("sh"), "bin/sh");
    for (const name of COREUTILS.split(" ")) {
      const program = tryFind(name);
      if (program) addProgram(tree, program, `bin/${name}`);
    }
    addLink(tree, "usr/bin/env", "/bin/env");
  }
  return tree;
}

/** The running Node.js, and npm where this machine has it beside node. @param {Tree} tree */
function addNode(tree) {
  const node = realpathSync(process.execPath);
  addProgram(tree, node, "usr/local/bin/node");
  const npm = join(dirname(dirname(node)), "lib/node_modules/npm");
  if (!existsSync(join(npm, "bin/npm-cli.js"))) return;
  addFolder(tree, npm, "usr/local/lib/node_modules/npm", /^(docs|man|html|tap-snapshots|.*\.md)$/);
  addLink(tree, "usr/local/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js");
  addLink(tree, "usr/local/bin/npx", "../lib/node_modules/npm/bin/npx-cli.js");
}

/** Python finds its library from where its program stands, so both move to `/usr/local` together. @param {Tree} tree */
function addPython(tree) {
  const script =
    "import json,sys,sysconfig;print(json.dumps([sys.executable,sysconfig.get_paths()['stdlib'],'python%d.%d'%sys.version_info[:2]]))";
  /** @type {[string, string, string]} */
  const [executable, library, name] = JSON.parse(run("python3", ["-c", script]));
  addProgram(tree, realpathSync(executable), `usr/local/bin/${name}`);
  addLink(tree, "usr/local/bin/python3", name);
  addLink(tree, "usr/local/bin/python", name);
  addFolder(tree, library, `usr/local/lib/${name}`, PYTHON_SKIP);
}

/** Adds whatever the dynamic loader would look for, the loader itself included. @param {Tree} tree */
function addLibraries(tree) {
  const linked = [...tree].flatMap(([path, { source, program }]) =>
    source && (program || /\.so(\.|$)/.test(path)) ? [source] : [],
  );
  for (const library of librariesOf([...new Set(linked)])) {
    // A library with a home of its own moves to where the loader looks unasked.
    const path = /^\/(usr\/)?lib/.test(library) ? library : `/usr/lib/${basename(library)}`;
    addProgram(tree, realpathSync(library), path.slice(1));
  }
}

/** @param {string[]} programs @returns {Set<string>} */
function librariesOf(programs) {
  let listing = "";
  try {
    listing = run("ldd", programs);
  } catch (error) {
    // ldd fails as a whole when one of the files is static, and has still listed the others.
    listing = String(/** @type {{ stdout?: string }} */ (error).stdout ?? "");
  }
  const libraries = new Set();
  for (const line of listing.split("\n")) {
    const path = /^\s+(?:\S+ => )?(\/\S+) \(0x/.exec(line)?.[1];
    if (path) libraries.add(path);
  }
  return libraries;
}

/** @param {Tree} tree @param {string} path @param {number} [mode] @param {number} [uid] */
function addDirectory(tree, path, mode = 0o755, uid = 0) {
  const parent = dirname(path);
  if (parent !== "." && !tree.has(parent)) addDirectory(tree, parent);
  tree.set(path, { type: "Directory", mode, uid });
}

/** @param {Tree} tree @param {string} path @param {Entry} entry */
function add(tree, path, entry) {
  if (!tree.has(dirname(path))) addDirectory(tree, dirname(path));
  tree.set(path, entry);
}

/** @param {Tree} tree @param {string} path @param {string} text */
function addText(tree, path, text) {
  add(tree, path, { type: "File", mode: 0o644, uid: 0, text });
}

/** @param {Tree} tree @param {string} path @param {string} target */
function addLink(tree, path, target) {
  add(tree, path, { type: "SymbolicLink", mode: 0o777, uid: 0, target });
}

/** @param {Tree} tree @param {string} source @param {string} path */
function addProgram(tree, source, path) {
  add(tree, path, { type: "File", mode: 0o755, uid: 0, source, program: true });
}

/** @param {Tree} tree @param {string} source @param {string} path @param {RegExp} skip names left out at any depth */
function addFolder(tree, source, path, skip) {
  for (const item of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const inside = relative(source, join(item.parentPath, item.name));
    if (inside.split("/").some((name) => skip.test(name))) continue;
    const from = join(source, inside);
    if (item.isFile()) {
      add(tree, join(path, inside), { type: "File", mode: statSync(from).mode & 0o777, uid: 0, source: from });
    } else if (item.isSymbolicLink()) {
      addLink(tree, join(path, inside), readlinkSync(from));
    }
  }
}

/** @param {Tree} tree @returns {Generator<Buffer>} */
function* tarOf(tree) {
  for (const [path, { type, mode, uid, source, text, target }] of tree) {
    const content = source ? readFileSync(source) : Buffer.from(text ?? "");
    const data = {
      path: type === "Directory" ? `${path}/` : path,
      ...{ type, mode, uid, gid: uid, size: content.length, mtime: new Date(0) },
      ...(target ? { linkpath: target } : {}),
    };
    const block = Buffer.alloc(512);
    if (new Header(data).encode(block)) throw new Error(`${path} is too long a name for a plain tar header`);
    yield block;
    yield content;
    if (content.length % 512) yield Buffer.alloc(512 - (content.length % 512));
  }
  yield Buffer.alloc(1024);
}

/** @param {string} name */
function tryFind(name) {
  const folders = [...new Set(["/bin", "/usr/bin", ...(process.env.PATH ?? "").split(":")])];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** @param {string} name */
function find(name) {
  const path = tryFind(name);
  if (!path) throw new Error(`This machine has no ${name} to put into an image`);
  return path;
}

/** @param {string} file @param {string[]} args @returns {string} */
function run(file, args) {
  return execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
}
