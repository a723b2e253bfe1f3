import {
  and,
  call,
  cond,
  conditionAt,
  eq,
  member,
  not,
  nullish,
  or,
  template,
  withCondition,
} from "../../../compiler/authoring/internal.ts";

/** What the predicate of a `when` asks, as a tree. */
export type Test =
  | { readonly op: "constant"; readonly value: boolean }
  | { readonly op: "equal"; readonly left: Fact; readonly right: string | undefined }
  | { readonly op: "same"; readonly left: Fact; readonly right: Fact }
  | { readonly op: "method"; readonly left: Fact; readonly method: string; readonly text: string }
  | { readonly op: "regex"; readonly left: Fact; readonly source: string; readonly flags: string }
  | { readonly op: "oneOf"; readonly left: Fact; readonly among: readonly string[] }
  | { readonly op: "joined"; readonly left: Fact; readonly before: string; readonly equals: string }
  | { readonly op: "default"; readonly left: Fact; readonly otherwise: string; readonly equals: string }
  | { readonly op: "changed"; readonly globs: readonly string[] }
  | { readonly op: "fork" }
  | { readonly op: "not"; readonly of: Test }
  | { readonly op: "and" | "or"; readonly left: Test; readonly right: Test }
  | { readonly op: "choose"; readonly test: Test; readonly left: Test; readonly right: Test };

/** Where a text of a condition comes from: `run` or a constant of the module, and a path from there. */
export interface Fact {
  readonly of: string;
  readonly path: readonly string[];
}

type Scope = Readonly<Record<string, unknown>>;

/** A predicate with the twin that the frontend would give it. */
export function condition(test: Test, scope: Scope): unknown {
  const predicate = () => {
    throw new Error("a predicate is read, not called");
  };
  return conditionAt(
    withCondition(predicate, (run) => built(test, { ...scope, run })),
    0,
  );
}

function built(test: Test, scope: Scope): unknown {
  const fact = ({ of, path }: Fact) => path.reduce<unknown>((from, key) => member(0, from, key, true), scope[of]);
  const tree = (of: Test) => built(of, scope);
  switch (test.op) {
    case "constant":
      return test.value;
    case "equal":
      return eq(0, fact(test.left), test.right);
    case "same":
      return eq(0, fact(test.left), fact(test.right));
    case "method":
      return call(0, fact(test.left), test.method, [test.text], true);
    case "regex":
      return call(0, new RegExp(test.source, test.flags), "test", [nullish(0, fact(test.left), () => "")]);
    case "oneOf":
      return call(0, test.among, "includes", [nullish(0, fact(test.left), () => "")]);
    case "joined":
      return eq(0, template(0, [test.before, ""], fact(test.left)), test.equals);
    case "default":
      return eq(
        0,
        nullish(0, fact(test.left), () => test.otherwise),
        test.equals,
      );
    case "changed":
      return call(0, scope.run, "changed", test.globs);
    case "fork":
      return member(0, member(0, scope.run, "pullRequest"), "fork", true);
    case "not":
      return not(0, tree(test.of));
    case "and":
      return and(0, tree(test.left), () => tree(test.right));
    case "or":
      return or(0, tree(test.left), () => tree(test.right));
    case "choose":
      return cond(
        0,
        tree(test.test),
        () => tree(test.left),
        () => tree(test.right),
      );
  }
}

/** The body of the predicate as TypeScript. */
export function printTest(test: Test): string {
  const text = JSON.stringify;
  switch (test.op) {
    case "constant":
      return String(test.value);
    case "equal":
      return `${printFact(test.left)} === ${test.right === undefined ? "undefined" : text(test.right)}`;
    case "same":
      return `${printFact(test.left)} === ${printFact(test.right)}`;
    case "method":
      return `${printFact(test.left)}?.${test.method}(${text(test.text)}) === true`;
    case "regex":
      return `new RegExp(${text(test.source)}, ${text(test.flags)}).test(${printFact(test.left)} ?? "")`;
    case "oneOf":
      return `${text(test.among)}.includes(${printFact(test.left)} ?? "")`;
    case "joined":
      return `\`${test.before}\${${printFact(test.left)}}\` === ${text(test.equals)}`;
    case "default":
      return `(${printFact(test.left)} ?? ${text(test.otherwise)}) === ${text(test.equals)}`;
    case "changed":
      return `run.changed(${test.globs.map((glob) => text(glob)).join(", ")})`;
    case "fork":
      return "run.pullRequest?.fork === true";
    case "not":
      return `!(${printTest(test.of)})`;
    case "and":
      return `(${printTest(test.left)}) && (${printTest(test.right)})`;
    case "or":
      return `(${printTest(test.left)}) || (${printTest(test.right)})`;
    case "choose":
      return `(${printTest(test.test)}) ? (${printTest(test.left)}) : (${printTest(test.right)})`;
  }
}

const printFact = ({ of, path }: Fact) =>
  path.reduce((text, key) => (/^[a-z]\w*$/i.test(key) ? `${text}?.${key}` : `${text}?.[${JSON.stringify(key)}]`), of);
