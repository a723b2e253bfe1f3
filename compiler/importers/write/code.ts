/** TypeScript as a tree that knows where it may break: laid out as Prettier does by default. */
export type Code = string | Concat | Group | Template | Operands | Arrow | Property;

interface Concat {
  readonly kind: "concat";
  readonly parts: readonly Code[];
}

/** Items between brackets: on one line, or one a line with a comma after the last. */
interface Group {
  readonly kind: "group";
  readonly open: string;
  readonly items: readonly Item[];
  readonly close: string;
  /** A space inside the brackets where it stands on one line. */
  readonly padded: boolean;
  /** The last item may stay on the opening line where only it has to break, as the options of a call do. */
  readonly hugs: boolean;
}

export interface Item {
  readonly code: Code;
  /** Lines of the comment before it. */
  readonly comments: readonly string[];
}

/** A tagged template of several lines, indented by where it stands. */
interface Template {
  readonly kind: "template";
  readonly tag: string;
  readonly lines: readonly string[];
}

interface Operands {
  readonly kind: "operands";
  readonly sign: "&&" | "||";
  readonly items: readonly Code[];
}

interface Arrow {
  readonly kind: "arrow";
  readonly head: string;
  readonly body: Code;
}

interface Property {
  readonly kind: "property";
  readonly key: string;
  readonly value: Code;
}

export const WIDTH = 80;
const INDENT = "  ";

const items = (codes: readonly (Code | Item)[]): readonly Item[] =>
  codes.map((code) => (typeof code === "object" && "code" in code ? code : { code, comments: [] }));

export const concat = (...parts: readonly Code[]): Code => ({ kind: "concat", parts });
export const list = (codes: readonly (Code | Item)[]): Code => group("[", items(codes), "]", {});
export const braces = (codes: readonly (Code | Item)[]): Code => group("{", items(codes), "}", { padded: true });
export const call = (name: string, args: readonly Code[]): Code =>
  concat(name, group("(", items(args), ")", { hugs: true }));
export const arrow = (head: string, body: Code): Code => ({ kind: "arrow", head, body });
export const property = (key: string, value: Code): Code => ({ kind: "property", key, value });
export const operands = (sign: "&&" | "||", codes: readonly Code[]): Code => ({ kind: "operands", sign, items: codes });
export const template = (tag: string, lines: readonly string[]): Code =>
  lines.length === 1 ? `${tag}\`${lines[0]}\`` : { kind: "template", tag, lines };

function group(open: string, list: readonly Item[], close: string, how: { padded?: boolean; hugs?: boolean }): Group {
  return { kind: "group", open, items: list, close, padded: how.padded ?? false, hugs: how.hugs ?? false };
}

/** On one line, or undefined where it has to break. */
export function flat(code: Code): string | undefined {
  if (typeof code === "string") return code.includes("\n") ? undefined : code;
  switch (code.kind) {
    case "concat":
      return joined(code.parts.map(flat), "");
    case "group": {
      if (code.items.some(({ comments }) => comments.length > 0)) return undefined;
      const inner = joined(
        code.items.map((item) => flat(item.code)),
        ", ",
      );
      if (inner === undefined) return undefined;
      const space = code.padded && code.items.length > 0 ? " " : "";
      return `${code.open}${space}${inner}${space}${code.close}`;
    }
    case "template":
      return undefined;
    case "operands":
      return joined(code.items.map(flat), ` ${code.sign} `);
    case "arrow":
      return joined([code.head, flat(bracketed(code.body))], " ");
    case "property":
      return joined([`${code.key}:`, flat(code.value)], " ");
  }
}

function joined(texts: readonly (string | undefined)[], by: string): string | undefined {
  return texts.every((text) => text !== undefined) ? texts.join(by) : undefined;
}

/** The body of an arrow that is an object stands in brackets. */
const bracketed = (body: Code): Code =>
  typeof body === "object" && body.kind === "group" && body.open === "{" ? concat("(", body, ")") : body;

/**
 * Lays code out.
 *
 * @param indent - Levels of the line that it begins on.
 * @param column - Characters of that line before it.
 * @param after - Characters that follow it on its last line.
 */
export function layout(code: Code, indent = 0, column = 0, after = 1): string {
  const line = flat(code);
  if (line !== undefined && (column + line.length + after <= WIDTH || typeof code === "string")) return line;
  if (typeof code === "string") return code;
  switch (code.kind) {
    case "concat":
      return layoutConcat(code, indent, column, after);
    case "group":
      return layoutGroup(code, indent, column, after);
    case "template":
      return layoutTemplate(code, indent);
    case "operands":
      return code.items
        .map((item) => layout(item, indent, indent * INDENT.length, 3))
        .join(` ${code.sign}\n${INDENT.repeat(indent)}`);
    case "arrow": {
      const body = bracketed(code.body);
      if (typeof body === "object" && body.kind === "operands") return `${code.head}\n${indented(body, indent + 1)}`;
      return `${code.head} ${layout(body, indent, column + code.head.length + 1, after)}`;
    }
    case "property": {
      const start = `${code.key}: `;
      if (typeof code.value === "string" && /^["'`]/.test(code.value) && !code.value.includes("\n")) {
        return `${code.key}:\n${indented(code.value, indent + 1)}`;
      }
      return start + layout(code.value, indent, column + start.length, after);
    }
  }
}

const indented = (code: Code, indent: number) =>
  INDENT.repeat(indent) + layout(code, indent, indent * INDENT.length, 1);

function layoutConcat({ parts }: Concat, indent: number, column: number, after: number): string {
  let text = "";
  parts.forEach((part, index) => {
    const last = text.slice(text.lastIndexOf("\n") + 1);
    const at = text.includes("\n") ? last.length : column + last.length;
    const rest = index === parts.length - 1 ? after : (flat(concat(...parts.slice(index + 1)))?.length ?? 0) + after;
    text += layout(part, indent, at, rest);
  });
  return text;
}

function layoutGroup(code: Group, indent: number, column: number, after: number): string {
  if (code.items.length === 0) return code.open + code.close;
  const last = code.items.at(-1)!;
  if (code.hugs && breaksInside(last.code) && code.items.every(({ comments }) => comments.length === 0)) {
    const before = joined(
      code.items.slice(0, -1).map((item) => flat(item.code)),
      ", ",
    );
    const start = before === undefined ? undefined : code.open + (before ? `${before}, ` : "");
    if (start !== undefined && column + start.length + 2 <= WIDTH) {
      return start + layout(last.code, indent, column + start.length, after + code.close.length) + code.close;
    }
  }
  const inner = INDENT.repeat(indent + 1);
  const lines = code.items.map(({ code: item, comments }) => {
    const said = comments.map((line) => `${inner}${commentLine(line)}\n`).join("");
    return `${said}${indented(item, indent + 1)},\n`;
  });
  return `${code.open}\n${lines.join("")}${INDENT.repeat(indent)}${code.close}`;
}

/** Whether it may break behind what stands before it, as an object, a list, a template and a function do. A call may not. */
function breaksInside(code: Code): boolean {
  return typeof code !== "string" && (code.kind === "group" || code.kind === "template" || code.kind === "arrow");
}

function layoutTemplate({ tag, lines }: Template, indent: number): string {
  const inner = INDENT.repeat(indent + 1);
  const body = lines.map((line) => (line === "" ? "" : inner + line)).join("\n");
  return `${tag}\`\n${body}\n${INDENT.repeat(indent)}\``;
}

export const commentLine = (line: string) => (line === "" ? "//" : `// ${line}`);
