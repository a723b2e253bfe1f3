import { define, text } from "../define.ts";

/** WB404x and WB405x: what happens to a run from outside, and what a run refuses to be made to do. */
export const faults = {
  WB4040: define({
    fault: "infrastructure",
    message: text`what the run ${"run"} has made on the Docker Engine cannot be removed: ${"reason"}`,
    remedy: text`see that the engine is up; the next run on it removes what this one has left`,
    explain:
      "At its end a run removes its containers, networks and volumes, and waits half a minute for an engine that has gone away meanwhile. They carry the run's label, by which a later run finds them.",
  }),
  WB4041: define({
    fault: "infrastructure",
    message: text`the artifacts of ${"job"} cannot be written on this machine: ${"reason"}`,
    remedy: text`free space in ${"folder"}, or keep fewer and smaller files`,
    explain:
      "Artifacts wait on this machine for the jobs that need them, in a folder that goes when the run ends. The file system refused to take them.",
  }),
  WB4042: define({
    message: text`${"path"} of the graph ${"problem"}: ${"value"}`,
    remedy: text`write ${"wanted"}, or compile the graph again from its pipeline`,
    explain:
      "A graph may come from somewhere else, or be written by hand. What it names has to be inside the repository, and images, services and containers have names that the Docker Engine knows: nothing in a graph can reach the rest of this machine, or add options to a container. The compiler never writes such a graph.",
  }),
};
