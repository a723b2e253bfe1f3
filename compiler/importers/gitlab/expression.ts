/** A GitLab expression as a tree (docs: ci/jobs/job_rules, "CI/CD variable expressions"). */
export type Expression =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "null" }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

export type Operator = "==" | "!=" | "=~" | "!~" | "&&" | "||";

type Token =
  | { readonly kind: "operand"; readonly value: Expression }
  | { readonly kind: "operator"; readonly value: Operator }
  | { readonly kind: "open" | "close" };

/** In GitLab's order of precedence, which binds `&&` closer than `||` (`lib/gitlab/ci/pipeline/expression/lexeme`). */
const PRECEDENCE: Readonly<Record<Operator, number>> = { "==": 3, "!=": 3, "=~": 3, "!~": 3, "&&": 2, "||": 1 };

/** The expression as a tree, or undefined where GitLab would refuse it. */
export function parseExpression(text: string): Expression | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  let at = 0;

  function operand(): Expression | undefined {
    const token = tokens![at++];
    if (token?.kind === "operand") return token.value;
    if (token?.kind !== "open") return undefined;
    const inner = binary(1);
    return tokens![at++]?.kind === "close" ? inner : undefined;
  }

  function binary(least: number): Expression | undefined {
    let left = operand();
    for (;;) {
      const token = tokens![at];
      if (!left || token?.kind !== "operator" || PRECEDENCE[token.value] < least) return left;
      at += 1;
      const right = binary(PRECEDENCE[token.value] + 1);
      if (!right) return undefined;
      left = { kind: "binary", operator: token.value, left, right };
    }
  }

  const whole = binary(1);
  return at === tokens.length ? whole : undefined;
}

const TOKEN =
  /\s+|(?<operator>==|!=|=~|!~|&&|\|\|)|(?<open>\()|(?<close>\))|(?<null>null\b)|\$(?<variable>\w+)|\$\{(?<braced>\w+)\}|"(?<double>[^"]*)"|'(?<single>[^']*)'|\/(?<pattern>(?:\\.|[^\\/])*)\/(?<flags>[ismU]*)/y;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    const token = tokenOf(found.groups!);
    if (token) tokens.push(token);
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  const { operator, open, close, variable, braced, double, single, pattern, flags } = groups;
  if (operator !== undefined) return { kind: "operator", value: operator as Operator };
  if (open !== undefined) return { kind: "open" };
  if (close !== undefined) return { kind: "close" };
  const operand = (value: Expression): Token => ({ kind: "operand", value });
  if (groups.null !== undefined) return operand({ kind: "null" });
  const name = variable ?? braced;
  if (name !== undefined) return operand({ kind: "variable", name });
  const string = double ?? single;
  if (string !== undefined) return operand({ kind: "string", value: string });
  if (pattern !== undefined) return operand({ kind: "pattern", source: pattern, flags: flags ?? "" });
  return undefined;
}

/** The expression in a normal form: what two texts that differ in spaces and brackets have in common. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "variable":
      return `$${expression.name}`;
    case "string":
      return JSON.stringify(expression.value);
    case "null":
      return "null";
    case "pattern":
      return `/${expression.source}/${expression.flags}`;
    case "binary":
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`;
  }
}
