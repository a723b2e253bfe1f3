import { RUN } from "../../expr/build.ts";
import type { Expr, RunVariable } from "../../expr/model.ts";
import type { Mark } from "./declared.ts";
import { operand } from "./output.ts";
import { laterValue, problem, problemsOf, thrown } from "./problem.ts";
import {
  choice,
  isChoice,
  isInexpressible,
  isPlain,
  isPullRequest,
  labelsValue,
  ON_PULL_REQUEST,
  truth,
  type Value,
  variableValue,
} from "./value.ts";

/** Properties of the pull request that are texts. */
const TEXTS: Readonly<Record<string, RunVariable | undefined>> = {
  sourceBranch: RUN.sourceBranch,
  targetBranch: RUN.targetBranch,
  number: RUN.pullRequestNumber,
  title: RUN.pullRequestTitle,
  author: RUN.pullRequestAuthor,
};

/** `receiver.name`, `receiver[name]` and, when `optional`, `receiver?.name`. */
export function member(at: Mark, receiver: Value, name: Value, optional = false): Value {
  const problems = problemsOf(receiver, name);
  if (problems) return problems;
  if (!isPlain(operand(name))) {
    return problem(at, `a property whose name is ${laterValue}`, "name the property, or list the cases with ===");
  }
  const object = operand(receiver);
  if (isChoice(object)) {
    const [then, otherwise] = [member(at, object.then, name, optional), member(at, object.otherwise, name, optional)];
    return problemsOf(then, otherwise) ?? choice(object.test, then, otherwise);
  }
  if (isPullRequest(object)) return ofPullRequest(at, String(name));
  if (isPlain(object)) return plainMember(at, object, name as PropertyKey, optional);
  return problem(
    at,
    `\`${String(name)}\` of ${laterValue}`,
    "compare it with ===, or use startsWith, endsWith, includes or a regular expression",
  );
}

function plainMember(at: Mark, object: Value, name: PropertyKey, optional: boolean): Value {
  if (optional && (object === undefined || object === null)) return undefined;
  try {
    return (object as Readonly<Record<PropertyKey, Value>>)[name];
  } catch (error) {
    return thrown(at, error);
  }
}

/** Off a pull request its branches are unset, which is what `run.pullRequest?.targetBranch` is there. */
function ofPullRequest(at: Mark, name: string): Value {
  const text = TEXTS[name];
  if (text) return variableValue(text);
  if (name === "fork" || name === "draft") {
    const flag: Expr = { op: "flag", name };
    return choice(ON_PULL_REQUEST, truth(flag), undefined, flag);
  }
  if (name === "labels") return labelsValue;
  const known = problem(
    at,
    `\`${name}\` of the pull request`,
    "ask sourceBranch, targetBranch, fork, draft, number, title, author or labels",
  );
  return isInexpressible(known) ? known : undefined;
}
