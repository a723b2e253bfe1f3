/**
 * A strict evaluator of the few shell constructs that guards consist of, by POSIX: `[ "$A" = 'x' ]`, `[ "$A" != "$B" ]`,
 * `case "$A" in PATTERN) ;; *) false ;; esac`, the same turned round, `{ ...; }`, and `&&` and `||`, which are of equal rank
 * and are read from the left. Anything else is refused.
 */
export function evaluateShell(text: string, env: Readonly<Record<string, string>>): boolean {
  let at = 0;
  const peek = (part: string) => text.startsWith(part, at);
  const expect = (part: string) => {
    if (!peek(part)) throw new Error(`expected ${part} at ${at} of ${text}`);
    at += part.length;
  };
  const take = (part: string) => {
    if (!peek(part)) return false;
    at += part.length;
    return true;
  };

  const list = (): boolean => {
    let value = command();
    for (;;) {
      if (take(" && ")) {
        const right = command();
        value = value && right;
      } else if (take(" || ")) {
        const right = command();
        value = value || right;
      } else return value;
    }
  };
  const command = (): boolean => {
    if (take("{ ")) {
      const value = list();
      expect("; }");
      return value;
    }
    if (take("[ ")) return test();
    if (take("true")) return true;
    if (take("false")) return false;
    expect("case ");
    return choice();
  };
  const test = (): boolean => {
    const left = word();
    const equals = take(" = ");
    if (!equals) expect(" != ");
    const right = word();
    expect(" ]");
    return (left === right) === equals;
  };
  const choice = (): boolean => {
    const subject = word();
    expect(" in ");
    const matched = pattern(subject);
    const whenMatched = !take(" false");
    expect(" ;;");
    const whenNot = !take(" *) false ;;");
    expect(" esac");
    return matched ? whenMatched : whenNot;
  };
  const pattern = (subject: string): boolean => {
    let regex = "";
    while (!take(")"))
      regex += take("*")
        ? "[^]*"
        : peek("[")
          ? letters()
          : quoted().replaceAll(/[^A-Za-z0-9]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
    return new RegExp(`^${regex}$`, "u").test(subject);
  };
  /** `[aA]` */
  const letters = (): string => {
    const found = /^\[[a-zA-Z]{2}\]/.exec(text.slice(at))?.[0];
    if (!found) throw new Error(`no letters at ${at} of ${text}`);
    at += found.length;
    return found;
  };
  const word = (): string => {
    if (peek("'")) return quoted();
    const name = /^"\$([A-Z_][A-Z0-9_]*)"/.exec(text.slice(at));
    if (!name) throw new Error(`no word at ${at} of ${text}`);
    at += name[0].length;
    const value = env[name[1]!];
    if (value === undefined) throw new Error(`${name[1]} is not in the environment`);
    return value;
  };
  const quoted = (): string => {
    let value = "";
    do {
      expect("'");
      const end = text.indexOf("'", at);
      value += text.slice(at, end);
      at = end + 1;
      while (take("\\'")) value += "'";
    } while (peek("'"));
    return value;
  };

  const value = list();
  if (at < text.length) throw new Error(`${text.slice(at)} is left over`);
  return value;
}
