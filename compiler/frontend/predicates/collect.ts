import type { CheckedProgram } from "../program/check.ts";
import type { Marks } from "../transform/marks.ts";
import type { TypeScript } from "../typescript/load.ts";
import type { Body, Call, Offence } from "./context.ts";
import { twin } from "./function.ts";
import { bodyOf, declarationOf, takesRun, wantsPredicate } from "./types.ts";

/** A function that is a condition or part of one, rewritten. */
export interface Rewritten {
  readonly body: Body;
  readonly twin: string;
  readonly offences: readonly Offence[];
  readonly calls: readonly Call[];
}

/** A function that is certainly used as a condition: it stands where one is expected, or `by` names it there. */
export interface Root {
  readonly body: Body;
  readonly by?: TypeScript.Node;
}

export interface Conditions {
  readonly roots: readonly Root[];
  /** Expressions in the place of a condition that are no function themselves. */
  readonly named: readonly TypeScript.Expression[];
  readonly rewritten: ReadonlyMap<Body, Rewritten>;
}

/**
 * Finds and rewrites every function that may be part of a condition: those that stand where a condition is expected, those
 * that take the run, and whatever these call.
 */
export function collectConditions(program: CheckedProgram, marks: Marks): Conditions {
  const [roots, named, pending]: [Root[], TypeScript.Expression[], Body[]] = [[], [], []];
  for (const file of program.files) find(program, file, { roots, named, bodies: pending });
  const rewritten = new Map<Body, Rewritten>();
  for (let body = pending.pop(); body; body = pending.pop()) {
    if (rewritten.has(body)) continue;
    const [offences, calls]: [Offence[], Call[]] = [[], []];
    const text = twin({ program, marks, offences, calls }, body);
    rewritten.set(body, { body, twin: text, offences, calls });
    pending.push(...calls.map((call) => call.to));
  }
  return { roots, named, rewritten };
}

interface Found {
  readonly roots: Root[];
  readonly named: TypeScript.Expression[];
  readonly bodies: Body[];
}

function find(program: CheckedProgram, file: TypeScript.SourceFile, { roots, named, bodies }: Found): void {
  const { ts } = program;
  const visit = (node: TypeScript.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      if (wantsPredicate(program, node)) {
        roots.push({ body: node });
        bodies.push(node);
      } else if (takesRun(program, node)) bodies.push(node);
    } else if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body) {
      if (takesRun(program, node) && canBeWrapped(ts, node)) bodies.push(node);
    } else {
      for (const used of usedAsCondition(ts, node)) {
        if (used.parent === node && !ts.isCallExpression(node) && isNamed(program, used)) named.push(used);
        for (const body of namedBodies(program, used)) {
          roots.push({ body, by: used });
          bodies.push(body);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** A method of an object has a place of its own that its twin can be attached at, and so has one of a class itself. */
const canBeWrapped = (ts: typeof TypeScript, node: TypeScript.FunctionDeclaration | TypeScript.MethodDeclaration) =>
  ts.isFunctionDeclaration(node) || ts.isObjectLiteralExpression(node.parent) || isStatic(ts, node);

/** A method of a class, not of its objects. */
function isStatic(ts: typeof TypeScript, node: TypeScript.MethodDeclaration): boolean {
  return node.modifiers?.some((one) => one.kind === ts.SyntaxKind.StaticKeyword) === true;
}

/** Names and calls that may stand for a condition: what `when` is given, and what is handed on to a function. */
function usedAsCondition(ts: typeof TypeScript, node: TypeScript.Node): readonly TypeScript.Expression[] {
  if (ts.isShorthandPropertyAssignment(node)) return node.name.text === "when" ? [node.name] : [];
  if (ts.isCallExpression(node)) {
    return node.arguments.filter((one) => ts.isIdentifier(one) || ts.isPropertyAccessExpression(one));
  }
  const isWhen = ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "when";
  return isWhen ? [node.initializer] : [];
}

/** Whether an expression, and not a function as it stands there, gives a condition. */
function isNamed(program: CheckedProgram, used: TypeScript.Expression): boolean {
  const { ts } = program;
  return !ts.isArrowFunction(used) && !ts.isFunctionExpression(used) && wantsPredicate(program, used);
}

/** The functions a name stands for; of a call, those that the called function makes. */
function namedBodies(program: CheckedProgram, named: TypeScript.Expression): readonly Body[] {
  const { ts } = program;
  if (ts.isIdentifier(named) || ts.isPropertyAccessExpression(named)) {
    const name = ts.isIdentifier(named) ? named : named.name;
    const body = bodyOf(program, declarationOf(program, name));
    return body && wantsPredicate(program, named) ? [body] : [];
  }
  if (!ts.isCallExpression(named) || !wantsPredicate(program, named)) return [];
  const { expression } = named;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const maker = bodyOf(program, declarationOf(program, name));
  const made: Body[] = [];
  const visit = (node: TypeScript.Node): void => {
    if ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && takesRun(program, node)) made.push(node);
    else ts.forEachChild(node, visit);
  };
  if (maker) ts.forEachChild(maker, visit);
  return made;
}
