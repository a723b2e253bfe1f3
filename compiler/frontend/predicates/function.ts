import type { TypeScript } from "../typescript/load.ts";
import { type Body, BUILDERS, builder, type Context, refuse } from "./context.ts";
import { lower } from "./expression.ts";
import { lowerStatements } from "./statement.ts";

/** A function of a condition, as an expression whose value is known to be rewritten. */
export function lowerFunction(context: Context, node: Body): string {
  return `((f) => ${BUILDERS}.withCondition(f, f))(${twin(context, node)})`;
}

/** The rewritten twin of a function: an arrow function with builders in place of operators. */
export function twin(context: Context, node: Body): string {
  const { ts } = context.program;
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  const async = modifiers.find((one) => one.kind === ts.SyntaxKind.AsyncKeyword);
  if (async) refuse(context, async, "an async function", "make it a plain function that returns at once");
  if (node.asteriskToken) refuse(context, node.asteriskToken, "a generator", "make it a plain function");
  const names: string[] = [];
  const bindings: string[] = [];
  node.parameters.forEach((one, index) => {
    if (ts.isIdentifier(one.name) && !one.initializer) {
      names.push(one.dotDotDotToken ? `...${one.name.text}` : one.name.text);
      return;
    }
    const name = `__${index}`;
    names.push(one.dotDotDotToken ? `...${name}` : name);
    bindings.push(...bind(context, one.name, name, one.initializer));
  });
  const { body } = node;
  const head = `(${names.join(", ")}) =>`;
  if (!body) return `${head} undefined`;
  if (!ts.isBlock(body)) {
    const value = lower(context, body);
    return bindings.length > 0 ? `${head} { ${bindings.join(" ")} return ${value}; }` : `${head} (${value})`;
  }
  return `${head} { ${[...bindings, lowerStatements(context, body.statements)].join(" ")} }`;
}

/** Declarations that give the names of a pattern their values, taken from `source`: text of the rewritten program. */
export function bind(
  context: Context,
  name: TypeScript.BindingName,
  source: string,
  initializer: TypeScript.Expression | undefined,
): readonly string[] {
  const { ts } = context.program;
  const value = initializer
    ? builder(
        context,
        "cond",
        initializer,
        builder(context, "eq", initializer, source, "undefined"),
        `() => ${lower(context, initializer)}`,
        `() => ${source}`,
      )
    : source;
  if (ts.isIdentifier(name)) return [`const ${name.text} = ${value};`];
  const whole = `__${context.marks.of(name)}_`;
  const lines = [`const ${whole} = ${value};`];
  name.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    if (element.dotDotDotToken) {
      refuse(context, element, "`...` in a pattern", "name the parts that are used");
      return;
    }
    const key = ts.isArrayBindingPattern(name) ? String(index) : keyOf(context, element);
    if (key === undefined) return;
    lines.push(...bind(context, element.name, builder(context, "member", element, whole, key), element.initializer));
  });
  return lines;
}

function keyOf(context: Context, element: TypeScript.BindingElement): string | undefined {
  const { ts } = context.program;
  const key = element.propertyName ?? element.name;
  if (ts.isIdentifier(key) || ts.isStringLiteral(key)) return JSON.stringify(key.text);
  refuse(context, key, "a computed name in a pattern", "name the part that is used");
  return undefined;
}
