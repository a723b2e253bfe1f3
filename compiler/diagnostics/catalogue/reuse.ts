import { define, text } from "../define.ts";

/** What comes from outside of a pipeline, and where it goes: id tokens, callers. */
export const reuse = {
  WB1110: define({
    fault: "usage",
    message: text`--out names the file ${"out"}, and ${"count"} files are to be written`,
    remedy: text`name a folder with a / at its end, in which each has its usual place: --out ${"out"}/`,
    explain:
      "Several pipelines give several files, and on GitLab a dynamic matrix has one beside the pipeline's own, which names it by its place. They cannot all be one file.",
  }),
  WB1111: define({
    message: text`${"file"} was made from ${"made"}, which is still there, and would be replaced by the pipeline ${"pipeline"}`,
    remedy: text`compile both at once if they are to share it, as GitLab has it; else give one of them another name, or remove ${"file"} if it is no longer wanted`,
    explain:
      "A workflow of GitHub has its pipeline's name, and GitLab reads one file of a project. So two pipelines of one project may want the same file, and each would undo the other. Where the other source has been moved or removed, the file is simply replaced.",
  }),
  WB2220: define({
    message: text`in ${"job"}, ${"name"} is ${"first"} and also ${"second"}`,
    remedy: text`give one of them another name`,
    explain:
      "Secrets and id tokens of a job are variables on GitLab, under their own names, so that a job can have only one of each name.",
  }),
  WB2221: define({
    message: text`${"job"} gives the id token ${"token"} to ${"place"}, where none can be had`,
    remedy: text`hand it to a step, which can log in with it or give on what it gets for it`,
    explain:
      "An id token is made when a job runs, for that job: GitHub makes one when a step asks for it. Services are started, and images pulled, before the first step. A registry that trusts the provider takes a token in exchange for a login: a step can make that exchange.",
  }),
  WB2222: define({
    message: text`the input ${"input"} is declared twice, with another type or default`,
    remedy: text`declare it once, as a constant that both triggers take, or give one of them another name`,
    explain:
      "An input is known by its name, whether a person gives it to a manual run or another pipeline to a call: on GitLab it is one variable of the pipeline, and a step reads one value. So it has one type and one default.",
  }),
  WB2223: define({
    severity: "warning",
    message: text`${"job"} ${"reason"}, and takes files from the cache ${"prefix"}`,
    remedy: text`build what it ships in a job without such rights, and hand that over as artifacts; or leave the cache out`,
    explain:
      "Whatever runs in a job that writes a cache can leave files there: a dependency's install script, a test. A job that ships takes them as its own, and they go out with what it ships, or read its secrets, although every commit was reviewed. So jobs that deploy or publish start from the sources, and from artifacts of jobs that they name. A cache that is only written (policy: push) brings nothing in.",
  }),
  WB2310: define({
    message: text`two pipelines of this file are called ${"name"}`,
    remedy: text`give one of them another name`,
    explain:
      "A file may export several pipelines. They are told apart by their names: on the command line, and in the files that they are compiled to.",
  }),
  WB2311: define({
    fault: "usage",
    message: text`${"file"} has several pipelines, and none by default: ${"known"}`,
    remedy: text`name one, for example --pipeline "${"one"}"`,
    explain:
      "Without --pipeline, the default export of a file is meant, or its only pipeline. This file exports several under names of their own.",
  }),
  WB2312: define({
    fault: "usage",
    message: text`${"file"} has no pipeline that is called ${"name"}`,
    remedy: text`${"meant"}name one of these: ${"known"}`,
    explain:
      "--pipeline takes the name that a pipeline was declared with, the first argument of pipeline(...), whatever constant it is exported as. Only what the file exports counts.",
  }),
  WB2313: define({
    fault: "usage",
    message: text`the pipeline ${"pipeline"} is not started by the event ${"event"}, so a provider would run nothing`,
    remedy: text`run it as ${"own"}, or add a trigger for the event to its "on"`,
    explain:
      "A pipeline's triggers say which events start it. A local run is of one of them: without --event of a push, or of the only event that there is. What the compiler has proved of the pipeline holds for these events; of another one, nothing is known.",
  }),
  WB2314: define({
    message: text`${"call"} calls the pipeline ${"pipeline"}, which no call starts`,
    remedy: text`add call() to the "on" of ${"pipeline"}, with the inputs that a caller gives it`,
    explain:
      "A pipeline says by its triggers what starts it, and by the inputs of its call() what whoever calls it has to give. TypeScript tells of this first, unless the types were cast away.",
  }),
  WB2315: define({
    message: text`${"call"} ${"problem"}, by the call() of the pipeline ${"pipeline"}`,
    remedy: text`give each input that has no default, and no other: a text, a number such as -2 or 0.5, true or false, as its type says`,
    explain:
      "The inputs of a pipeline that is called are those of its call() trigger. TypeScript tells of a missing or a wrong one first; numbers that providers would write in another way, such as 1e21, it lets through.",
  }),
  WB2316: define({
    message: text`${"call"} calls the pipeline ${"pipeline"}, of which no job runs when it is called`,
    remedy: text`let a job of ${"pipeline"} run on a call (run.event === "call"), or leave the call out`,
    explain:
      "To a pipeline that is called, the event is a call: jobs whose conditions want another event, or a change of files, are not part of it. Here, none is left.",
  }),
  WB3090: define({
    fault: "usage",
    message: text`${"job"} takes the id token ${"name"} for ${"audience"}, which only GitLab and GitHub can sign`,
    remedy: text`leave the job out, or give a token that the audience takes: in the environment variable ${"name"}, or as a line ${"name"}=... of --secret-file`,
    explain:
      "An id token tells a service which job of which project asks, in the name of the provider that runs it. On this machine there is no such provider. A token from elsewhere, which the service takes as well, can be given as a secret is.",
  }),
  WB3092: define({
    message: text`the pipelines ${"one"} and ${"other"} would both be written to ${"file"}`,
    remedy: text`give one of them a name that differs in more than capitals and signs`,
    explain:
      "Each pipeline has a file of its name: a workflow on GitHub, or its graph. Characters that no file name should have become a dash, and some file systems do not tell capitals apart.",
  }),
  WB3120: define({
    message: text`two pipelines of this project are called ${"name"}`,
    remedy: text`give one of them another name`,
    explain:
      "GitLab reads one file of a project. The jobs of several pipelines stand in it side by side, each with its pipeline's name before its own, and a person who starts a pipeline chooses it by its name.",
  }),
  WB3121: define({
    message: text`the input ${"input"} of the pipelines ${"one"} and ${"other"} differs in its type, its default or what may be chosen`,
    remedy: text`declare it once, as a constant that both take, or give one of them another name`,
    explain:
      "GitLab reads one file of a project, so its pipelines share their variables, and GitLab shows one form to whoever starts one of them by hand. An input is the variable INPUT_ and its name in capitals there.",
  }),
  WB3091: define({
    message: text`GitHub asks for ${"most"} inputs at most, and the manual trigger has ${"count"}`,
    remedy: text`join inputs that belong together in one text, or split the pipeline`,
    explain:
      "GitHub does not accept a workflow whose workflow_dispatch has more inputs than that. On GitLab, and on this machine, there is no such limit. What another pipeline gives to a call is not limited either.",
  }),
};
