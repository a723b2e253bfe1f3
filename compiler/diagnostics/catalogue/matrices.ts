import { define, text } from "../define.ts";

/** Matrices: WB2100 in the graph, WB3030 on the providers, WB4015 when they run. */
export const matrices = {
  WB2100: define({
    message: text`the matrix ${"matrix"} has no instances: ${"reason"}`,
    remedy: text`give every axis a value, and exclude fewer combinations than there are`,
    explain:
      "A matrix is a job for each combination of its axes' values. One whose axis is empty, or whose combinations are all excluded, would be no job at all, and what needs it would run as if it had succeeded.",
  }),
  WB2101: define({
    message: text`the matrix ${"matrix"} has ${"count"} instances, and ${"most"} are the most`,
    remedy: text`exclude combinations, or give the axes fewer values`,
    explain:
      "So many jobs are most often a product of axes that nobody has multiplied out. (GitHub takes 256 jobs of one `strategy.matrix`; the instances of a larger one are jobs of their own there, as they are on GitLab.)",
  }),
  WB2102: define({
    message: text`the matrix ${"matrix"} has the combination ${"values"} twice`,
    remedy: text`remove the value that comes again in an axis, or the element of include that the axes make already`,
    explain:
      "Each instance of a matrix is a job of its own, known by its values. `include` adds combinations to those of the axes; what the axes have already is not extended by it: what differs for one combination is said in the function, which is given its values.",
  }),
  WB2103: define({
    message: text`the matrix ${"matrix"} excludes ${"values"}, which no combination of its axes has`,
    remedy: text`correct the values, or remove the element of exclude`,
    explain:
      "An element of `exclude` leaves out the combinations that have all of its values. One that matches none has usually outlived a change of the axes, and hides that nothing is left out any more. (Two elements that match the same combinations are told apart by the first: the second then matches nothing.)",
  }),
  WB2104: define({
    message: text`the matrix ${"matrix"} has no instance with ${"values"}`,
    remedy: text`name a combination that it has: ${"known"}`,
    explain:
      "`instance(values)` gives the one job of a matrix that has these values. A combination that `exclude` leaves out, or that the axes do not have, is no job, so nothing can be taken from it.",
  }),
  WB2105: define({
    message: text`the matrix ${"matrix"} includes ${"values"}, but its axes are ${"axes"}`,
    remedy: text`give each element of include a value for every axis, and for nothing else`,
    explain:
      "An instance has a value for each axis: its function is given all of them, its name is made of them, and the providers show them. An element of `include` is a whole combination, not an addition to others.",
  }),
  WB2106: define({
    message: text`${"owner"} uses the value ${"value"} of the dynamic matrix ${"matrix"}, which only its own steps have`,
    remedy: text`use it inside the function that makes ${"matrix"}`,
    explain:
      "The values of a dynamic matrix are those of one instance. Another job is no instance of it, so there is nothing that the value could be there.",
  }),
  WB2107: define({
    message: text`${"owner"} is a dynamic matrix, and cannot have outputs`,
    remedy: text`remove outputs, or write to an artifact what is to be kept`,
    explain:
      "How many instances a dynamic matrix has is known only when it runs. Each would set the same output, and no job could say whose it wants.",
  }),
  WB3030: define({
    message: text`GitHub cannot apply ${"setting"} to the matrix ${"matrix"}: ${"reason"}`,
    remedy: text`make the instances alike but for values (in the image, in env, in a script's interpolations), or drop ${"setting"}`,
    explain:
      "GitHub knows `fail-fast` and `max-parallel` of a `strategy.matrix` only: one job whose instances differ by values. Instances whose scripts, conditions, needs or steps differ, and those of which another job needs a single one or reads an output, are emitted as jobs of their own, which GitHub starts and stops independently.",
  }),
  WB3031: define({
    severity: "warning",
    message: text`GitLab does not stop the other instances of the matrix ${"matrix"} when one fails`,
    remedy: text`expect its pipeline to fail as late as its slowest instance, or drop failFast`,
    explain:
      "GitLab can cancel a whole pipeline when a job fails, but not the other instances of one matrix. The outcome is the same, only later: what needs the matrix does not run.",
  }),
  WB3032: define({
    message: text`the service ${"service"} of ${"job"} has an image that is known only when the pipeline runs, which GitLab cannot start as a service`,
    remedy: text`name the service's image in the file, or start it in a step`,
    explain:
      "GitLab reads the images of services before the first job runs. A job's own image may depend on an output: the job then runs it beside itself, on an engine of its own.",
  }),
  WB3033: define({
    message: text`GitLab cannot limit the dynamic matrix ${"matrix"} to ${"count"} instances side by side`,
    remedy: text`use maxParallel: 1, or drop it`,
    explain:
      "GitLab runs one job of a `resource_group` at a time, so one group for all instances is a limit of one. Dealing them out to several groups takes knowing how many there are, which nobody does before the pipeline runs.",
  }),
  WB3034: define({
    message: text`${"job"} is a dynamic matrix, whose ${"what"} GitLab's child pipeline cannot have`,
    remedy: text`${"remedy"}`,
    explain:
      "On GitLab the instances of a dynamic matrix are a child pipeline: a file whose `parallel: matrix` is filled in by a job. From the jobs of its parent, it can take files, but not start them by hand or end with an exit code that the parent forgives.",
  }),
  WB4015: define({
    message: text`the image of ${"job"} would be ${"reference"}, which names no image`,
    remedy: text`correct what it is put together of: ${"parts"}`,
    explain:
      "An image whose name has outputs, inputs or facts of the run in it is known when the job starts. A step that never sets its output leaves that part empty; a branch's name may have characters that no tag has.",
  }),
  WB4016: define({
    message: text`the output ${"output"} of ${"producer"} gives no instances for the matrix ${"matrix"}: ${"reason"}`,
    remedy: text`set it to a JSON list on one line, for example ${"example"}, or to [] when there are none`,
    explain:
      "The instances of a dynamic matrix are the elements of a JSON list that another job has put out: texts or numbers, or objects with the keys that the matrix names, and nothing else. There may be 256 of them, each once. An empty list is written `[]` exactly, since that is what GitHub's condition asks for.",
  }),
} as const;
