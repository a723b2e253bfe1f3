// A run that never ends, in a process of its own, to be killed. Prints its id once its job runs.
import { facts, graph, job } from "../../../../bench/graphs.mjs";
import { loadRuntime } from "../../../../bench/load.mjs";

const [address, root, folder] = process.argv.slice(2);
const { run, dockerExecutor } = await loadRuntime();
let id = "";
await run(graph([job("endless", "echo begun; sleep 600")]), {
  ...{ root, facts, secrets: () => undefined, executor: dockerExecutor({ address, folder }) },
  reporter(event) {
    if (event.type === "run-started") id = event.run;
    if (event.type === "log") console.log(id);
  },
});
