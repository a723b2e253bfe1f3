/**
 * Ruby's `File.fnmatch(glob, path, FNM_PATHNAME | FNM_DOTMATCH | FNM_EXTGLOB)` for globs without braces, by its
 * documentation: `[a-z]` is one character of a set, and `**` goes through folders only where a `/` follows; otherwise it is two `*`, which stay within a segment.
 */
export function fnmatch(glob: string, path: string): boolean {
  if (glob.startsWith("**/")) {
    const rest = glob.slice(3);
    if (fnmatch(rest, path)) return true;
    const slash = path.indexOf("/");
    return slash !== -1 && fnmatch(glob, path.slice(slash + 1));
  }
  const [segment, ...more] = glob.split("/");
  const [folder, ...inside] = path.split("/");
  if (!within(segment!, folder!)) return false;
  if (more.length === 0 || inside.length === 0) return more.length === inside.length;
  return fnmatch(more.join("/"), inside.join("/"));
}

function within(glob: string, name: string): boolean {
  if (glob === "") return name === "";
  if (glob[0] === "*") return within(glob.slice(1), name) || (name !== "" && within(glob, name.slice(1)));
  const [set, , characters] = /^\[([!^]?)([^\]]+)\]/.exec(glob) ?? [];
  if (set !== undefined) {
    const holds = new RegExp(`^[${/^\[[!^]/.test(set) ? "^" : ""}${characters!.replace(/\\/g, "\\\\")}]$`, "u");
    return name !== "" && holds.test(name[0]!) && within(glob.slice(set.length), name.slice(1));
  }
  return name !== "" && (glob[0] === "?" || glob[0] === name[0]) && within(glob.slice(1), name.slice(1));
}
