import { define, text } from "../define.ts";

/** What comes from outside of a pipeline, and where it goes: id tokens, callers. */
export const reuse = {
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
  WB3090: define({
    fault: "usage",
    message: text`${"job"} takes the id token ${"name"} for ${"audience"}, which only GitLab and GitHub can sign`,
    remedy: text`leave the job out, or give a token that the audience takes: in the environment variable ${"name"}, or as a line ${"name"}=... of --secret-file`,
    explain:
      "An id token tells a service which job of which project asks, in the name of the provider that runs it. On this machine there is no such provider. A token from elsewhere, which the service takes as well, can be given as a secret is.",
  }),
  WB3091: define({
    message: text`GitHub asks for ${"most"} inputs at most, and the manual trigger has ${"count"}`,
    remedy: text`join inputs that belong together in one text, or split the pipeline`,
    explain:
      "GitHub does not accept a workflow whose workflow_dispatch has more inputs than that. On GitLab, and on this machine, there is no such limit. What another pipeline gives to a call is not limited either.",
  }),
};
