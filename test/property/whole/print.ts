import { printTest } from "./condition.ts";
import type { FunctionName, Node, Statement } from "./node.ts";

/** The statements as a module of TypeScript, which exports the last. Its functions come from `waybill`. */
export function printModule(statements: readonly Statement[], functions: readonly FunctionName[]): string {
  const lines = statements.map(({ name, node }) => `const ${name} = ${print(node)};`);
  const imported = `import { ${[...functions, "runFacts"].join(", ")} } from "waybill";`;
  return [imported, ...lines, `export default ${statements.at(-1)!.name};`, ""].join("\n");
}

function print(node: Node): string {
  const all = (nodes: readonly Node[]) => nodes.map(print).join(", ");
  switch (node.kind) {
    case "value":
      return node.text ?? (JSON.stringify(node.value) as string | undefined) ?? "undefined";
    case "object":
      return `{ ${node.entries.map(([key, one]) => `${JSON.stringify(key)}: ${print(one)}`).join(", ")} }`;
    case "list":
      return `[${all(node.items)}]`;
    case "call":
      return `${node.fn}(${all(node.args)})`;
    case "tag":
      return `${node.fn}\`${node.parts.map((part, index) => printPart(part, node.values[index])).join("")}\``;
    case "name":
      return `${node.name}${node.path.map((key) => `[${JSON.stringify(key)}]`).join("")}`;
    case "method":
      return `${node.name}.${node.method}(${all(node.args)})`;
    case "arrow":
      return `({ ${node.parameters.join(", ")} }) => (${print(node.body)})`;
    case "condition":
      return `(run) => ${printTest(node.test)}`;
  }
}

/** The text is what `raw` shows, so that only what ends a part is escaped. */
const printPart = (part: string, value: Node | undefined) =>
  `${part.replaceAll("`", "\\`").replaceAll("${", "\\${")}${value ? `\${${print(value)}}` : ""}`;
