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
  readonly fact?: Readonly<Record<string, string>>;
  /** True: `--changed` without a path, so that nothing has changed. */
  readonly changed?: readonly string[] | true;
}

const OF_REQUEST = ["source", "target", "fork", "draft", "number", "title", "author", "label"] as const;

type PullRequestOptions = Readonly<Partial<Record<Exclude<(typeof OF_REQUEST)[number], "label">, string>>> & {
  readonly labels?: readonly string[];
};

/** Adds the options that say what a run is of. */
export function withEventOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--event <event>", "the event to simulate (default: push, or the pipeline's only event)").choices(
        EVENTS,
      ),
    )
    .option("--branch <name>", "the branch to simulate (default: the current branch)")
    .option("--tag <name>", "the tag to simulate (default: none)")
    .option("--input <name=value>", "an input of a manual run (--event manual); repeatable", pairs)
    .option("--var <name=value>", "a variable of the project; repeatable", pairs)
    .option("--actor <name>", "the account that starts the run (default: the current user)")
    .option(
      "--pr <key=value>",
      "a property of the pull request: source, target (branches), fork, draft (true or false), number, title, author or label; repeatable",
      ofPullRequest,
    )
    .option(
      "--fact <name=value>",
      "another fact: repository, defaultBranch, protected, commit.message, commit.author, github.PATH or gitlab.VARIABLE; repeatable",
      facts,
    )
    .option(
      "--changed [paths...]",
      "the files that the run's commits change; without a path: none (default: determined with git)",
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
    ...furtherFacts(options.fact ?? {}),
  };
}

function requestOf(
  { source, target, fork, draft, labels, ...texts }: PullRequestOptions,
  branch: string | undefined,
): Partial<PullRequestFacts> {
  const sourceBranch = source ?? branch;
  return {
    ...(sourceBranch !== undefined && { sourceBranch }),
    ...(target !== undefined && { targetBranch: target }),
    ...(fork !== undefined && { fork: fork === "true" }),
    ...(draft !== undefined && { draft: draft === "true" }),
    ...(labels && { labels }),
    ...texts,
  };
}

function pairs(text: string, all: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("give a name and a value, as in level=debug.");
  return { ...all, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function ofPullRequest(text: string, all: PullRequestOptions = {}): PullRequestOptions {
  const [, key, value = ""] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  const known = OF_REQUEST.find((one) => one === key);
  if (!known) throw new InvalidArgumentError(`give NAME=VALUE, with one of the names ${OF_REQUEST.join(", ")}.`);
  if ((known === "fork" || known === "draft") && value !== "true" && value !== "false") {
    throw new InvalidArgumentError(`${known} is true or false.`);
  }
  return known === "label" ? { ...all, labels: [...(all.labels ?? []), value] } : { ...all, [known]: value };
}

const FACTS = ["repository", "defaultBranch", "protected", "commit.message", "commit.author"] as const;

function facts(text: string, all: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name = "", value = ""] = /^([\w.-]+)=(.*)$/s.exec(text) ?? [];
  if (!FACTS.some((one) => one === name) && !/^(github|gitlab)\../.test(name)) {
    throw new InvalidArgumentError(
      `give NAME=VALUE, with one of the names ${FACTS.join(", ")}, github.PATH or gitlab.VARIABLE.`,
    );
  }
  if (name === "protected" && value !== "true" && value !== "false") {
    throw new InvalidArgumentError("protected is true or false.");
  }
  return { ...all, [name]: value };
}

function furtherFacts(given: Readonly<Record<string, string>>): Partial<FactOverrides> {
  const { repository, defaultBranch, protected: isProtected, ...rest } = given;
  const { "commit.message": message, "commit.author": author, ...provider } = rest;
  const commit = { ...(message !== undefined && { message }), ...(author !== undefined && { author }) };
  return {
    ...(repository && { repository }),
    ...(defaultBranch && { defaultBranch }),
    ...(isProtected !== undefined && { protected: isProtected === "true" }),
    ...(Object.keys(commit).length > 0 && { commit }),
    ...(Object.keys(provider).length > 0 && { provider }),
  };
}
