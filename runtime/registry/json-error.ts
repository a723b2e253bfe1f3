const TOKEN =
  /("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:])/y;

/**
 * The line, from 1, on which a text stops being JSON; `undefined` when it is JSON. Node's own message names no place for some
 * faults, and quotes the text, which may hold secrets.
 */
export function lineOfJsonError(text: string): number | undefined {
  let at = 0;
  const next = (): string | undefined => {
    while (" \t\r\n".includes(text[at] || "x")) at++;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw new SyntaxError();
    at += token.length;
    return token;
  };
  const expectOneOf = (token: string | undefined, choices: string): void => {
    if (token !== undefined && choices.includes(token)) return;
    at -= token?.length ?? 0;
    throw new SyntaxError();
  };
  const members = (close: string, member: (first: string | undefined) => void): void => {
    let token = next();
    if (token === close) return;
    for (;;) {
      member(token);
      token = next();
      if (token === close) return;
      expectOneOf(token, ",");
      token = next();
    }
  };
  const value = (token: string | undefined): void => {
    if (token === "[") members("]", value);
    else if (token === "{") members("}", member);
    else if (token !== undefined && "]},:".includes(token)) expectOneOf(token, "");
  };
  const member = (key: string | undefined): void => {
    if (!key?.startsWith('"')) expectOneOf(key, "");
    expectOneOf(next(), ":");
    value(next());
  };
  try {
    value(next());
    if (text.slice(at).trim() === "") return undefined;
    while (" \t\r\n".includes(text[at] || "x")) at++;
  } catch {
    // `at` is where it stopped.
  }
  return text.slice(0, at).split("\n").length;
}
