/** GitHub's expressions as trees (docs: actions, evaluate expressions in workflows and actions). */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** `github.event.inputs.name`: its parts in small letters but the last; `*` for a filter. */
  | { readonly kind: "path"; readonly parts: readonly string[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly op: "&&" | "||" | "==" | "!=" | "<" | "<=" | ">" | ">=";
      readonly left: Expression;
      readonly right: Expression;
    };

type Binary = Extract<Expression, { kind: "binary" }>["op"];

const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))|([A-Za-z_][\w-]*)|(&&|\|\||==|!=|<=|>=|[!<>().,[\]*]))/y;

/** A text without `${{ }}` as a tree; undefined where GitHub could not read it either. */
export function parseExpression(text: string): Expression | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    tokens.push(found[1] ?? found[2] ?? found[3] ?? found[4]!);
  }
  const parser = new Parser(tokens);
  const tree = parser.binary(0);
  return tree && parser.isDone() ? tree : undefined;
}

const LEVELS: readonly (readonly Binary[])[] = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  binary(level: number): Expression | undefined {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.binary(level + 1);
    for (;;) {
      const op = operators.find((one) => this.#take(one));
      if (!op || !left) return left;
      const right = this.binary(level + 1);
      if (!right) return undefined;
      left = { kind: "binary", op, left, right };
    }
  }

  #unary(): Expression | undefined {
    if (!this.#take("!")) return this.#primary();
    const operand = this.#unary();
    return operand && { kind: "not", operand };
  }

  #primary(): Expression | undefined {
    if (this.#take("(")) {
      const inner = this.binary(0);
      return this.#take(")") ? inner : undefined;
    }
    const token = this.#tokens[this.#at++];
    if (token === undefined) return undefined;
    if (token.startsWith("'")) return { kind: "literal", value: token.slice(1, -1).replaceAll("''", "'") };
    if (/^-?\d/.test(token)) return { kind: "literal", value: Number(token) };
    if (!/^[A-Za-z_]/.test(token)) return undefined;
    if (token === "true" || token === "false") return { kind: "literal", value: token === "true" };
    if (token === "null") return { kind: "literal", value: null };
    return this.#take("(") ? this.#call(token) : this.#path(token);
  }

  #call(name: string): Expression | undefined {
    const args: Expression[] = [];
    if (this.#take(")")) return { kind: "call", name: name.toLowerCase(), args };
    do {
      const argument = this.binary(0);
      if (!argument) return undefined;
      args.push(argument);
    } while (this.#take(","));
    return this.#take(")") ? { kind: "call", name: name.toLowerCase(), args } : undefined;
  }

  #path(first: string): Expression | undefined {
    const parts = [first.toLowerCase()];
    for (;;) {
      if (this.#take(".")) parts.push(this.#tokens[this.#at++] ?? "");
      else if (this.#take("[")) {
        const token = this.#tokens[this.#at++] ?? "";
        if (!token.startsWith("'") || !this.#take("]")) return undefined;
        parts.push(token.slice(1, -1));
      } else return { kind: "path", parts };
    }
  }
}

/** An expression in one normal form: two that differ in spaces and needless brackets alone are one text. */
export function printExpression(tree: Expression): string {
  switch (tree.kind) {
    case "literal":
      return typeof tree.value === "string" ? `'${tree.value.replaceAll("'", "''")}'` : String(tree.value);
    case "path":
      return tree.parts.join(".");
    case "call":
      return `${tree.name}(${tree.args.map(printExpression).join(", ")})`;
    case "not":
      return `!${bracketed(tree.operand)}`;
    case "binary":
      return `${bracketed(tree.left)} ${tree.op} ${bracketed(tree.right)}`;
  }
}

const bracketed = (tree: Expression) => (tree.kind === "binary" ? `(${printExpression(tree)})` : printExpression(tree));

/** A text with `${{ }}`: its literal parts and the expressions between them. `undefined`: one cannot be read. */
export function templateParts(text: string): readonly (string | Expression)[] | undefined {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (const found of text.matchAll(/\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[\s\S])*)\}\}/g)) {
    if (found.index > at) parts.push(text.slice(at, found.index));
    const tree = parseExpression(found[1]!);
    if (!tree) return undefined;
    parts.push(tree);
    at = found.index + found[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
