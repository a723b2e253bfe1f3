import { type Command, InvalidArgumentError, Option } from "commander";
import { EVENTS, type Event, type PullRequestFacts } from "../compiler/expr/model.ts";
import type { FactOverrides } from "../runtime/index.ts";

/** The options that say what a run is of; `run`, `plan` and the examples they print have the same. */
export interface EventOptions {
  readonly event?: Event;
  readonly branch?: string;
  readonly tag?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly actor?: string;
  readonly var?: Readonly<Record<string, string>>;
  readonly pr?: PullRequestOptions;
  /** True: `--changed` without a path, so that nothing has changed. */
  readonly changed?: readonly string[] | true;
}

type PullRequestOptions = Readonly<Partial<Record<"source" | "target" | "fork", string>>>;

/** Adds the options that say what a run is of. */
export function withEventOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--event <event>",
        "the event to run as (default: push, or the only one that the pipeline has)",
      ).choices(EVENTS),
    )
    .option("--branch <name>", "the branch to run as (default: the one checked out)")
    .option("--tag <name>", "the tag to run as")
    .option("--input <name=value>", "an input of a run by hand (--event manual); may be given several times", pairs)
    .option("--var <name=value>", "a variable of the project; may be given several times", pairs)
    .option("--actor <name>", "the account that caused the run (default: the user)")
    .option("--pr <key=value>", "of the pull request: source, target (branches) or fork (true or false)", ofPullRequest)
    .option(
      "--changed [paths...]",
      "the files that the run's commits touch; without a path: none (default: as git says)",
    );
}

/** What the options say of the run, stronger than what git says. */
export function overridesOf(options: EventOptions, event: Event): FactOverrides {
  const { branch, tag, actor, changed, pr } = options;
  return {
    event,
    ...(branch && { branch }),
    ...(tag && { tag }),
    ...(actor && { actor }),
    ...(options.var && { vars: options.var }),
    ...(changed && { changedFiles: changed === true ? [] : changed }),
    ...(pr && { pullRequest: requestOf(pr, branch) }),
  };
}

function requestOf(
  { source, target, fork }: PullRequestOptions,
  branch: string | undefined,
): Partial<PullRequestFacts> {
  const sourceBranch = source ?? branch;
  return {
    ...(sourceBranch !== undefined && { sourceBranch }),
    ...(target !== undefined && { targetBranch: target }),
    ...(fork !== undefined && { fork: fork === "true" }),
  };
}

function pairs(text: string, all: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("give a name and a value, as in level=debug.");
  return { ...all, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function ofPullRequest(text: string, all: PullRequestOptions = {}): PullRequestOptions {
  const [, key, value = ""] = /^(source|target|fork)=(.+)$/s.exec(text) ?? [];
  if (!key) throw new InvalidArgumentError("give source=BRANCH, target=BRANCH or fork=true.");
  if (key === "fork" && value !== "true" && value !== "false") throw new InvalidArgumentError("fork is true or false.");
  return { ...all, [key]: value };
}
