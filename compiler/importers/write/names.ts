/** Words that a constant cannot be called by. */
const RESERVED = new Set(
  "abstract any as async await boolean break case catch class const continue debugger declare default delete do else enum eval export extends false finally for from function get if implements import in instanceof interface let module namespace never new null number object of package private protected public require return set static string super switch symbol this throw true try type typeof undefined unknown var void while with yield run process console globalThis arguments".split(
    " ",
  ),
);

/**
 * A text as the name of a constant: `unit tests (node)` becomes `unitTestsNode`.
 *
 * @param fallback - For a text without a letter or digit.
 */
export function identifier(text: string, fallback = "job"): string {
  const words = text
    .normalize("NFKD")
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return fallback;
  const name = words
    .map((word, index) => {
      const lower = word === word.toUpperCase() || index === 0 ? word.toLowerCase() : word;
      return index === 0 ? lower : lower.charAt(0).toUpperCase() + lower.slice(1);
    })
    .join("");
  return /^\d/.test(name) ? `${fallback}${name}` : name;
}

/** Names of one scope, each given once. */
export interface Scope {
  /** The name for a text, or that with a number where it is taken. */
  claim(text: string, fallback?: string): string;
}

/** @param taken - Names that mean something else already, such as those that are imported. */
export function scope(taken: Iterable<string> = []): Scope {
  const used = new Set<string>([...RESERVED, ...taken]);
  return {
    claim(text, fallback) {
      const name = identifier(text, fallback);
      let free = RESERVED.has(name) ? `${name}Job` : name;
      for (let count = 2; used.has(free); count++) free = `${name}${count}`;
      used.add(free);
      return free;
    },
  };
}

/** A key of an object, in quotes where it needs them. */
export const propertyKey = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** A member by name: `.name`, or `["a name"]`. */
export const member = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
