import { define, text } from "../define.ts";

/** What GitLab includes. */
export const includes = {
  WB3142: define({
    message: text`${"include"} is not in ${"file"}, so ${"ref"} could be moved to other jobs`,
    remedy: text`run waybill pin with this pipeline and commit ${"file"}, or write the commit in the place of ${"ref"}`,
    explain:
      "What GitLab includes becomes part of the pipeline, with its secrets. A tag or branch can be moved, so the emitted file names the commit, which waybill pin looks up; the compiler never uses the network.",
  }),
  WB3143: define({
    severity: "warning",
    message: text`${"include"} becomes part of the pipeline that ships ${"deploy"}: a job of its that has the name of one of yours changes that one`,
    remedy: text`read what is included at that commit; or include it in a pipeline that ships nothing`,
    explain:
      "GitLab merges an included file into the pipeline: jobs of one name become one job. What Waybill emits wins for every key that it states, and with an include it states all that decide whether a job counts: its script, what comes before and after it, whether it may fail, its rules and needs, and that it inherits no defaults and none of the included variables. What an included job of the same name sets beside them is added: variables, hooks, an environment, artifacts. So the proof that what was tested is what ships holds as far as what is included leaves the pipeline's jobs alone.",
  }),
  WB3144: define({
    severity: "warning",
    message: text`${"include"} is included on GitLab only: nothing runs in its place on GitHub`,
    remedy: text`do on GitHub what it does by a job of your own, or by an action: uses("owner/action@ref")`,
    explain:
      "GitLab's components, templates and included files are jobs of GitLab's own making. GitHub has nothing that takes them, and waybill run passes over them too.",
  }),
};
