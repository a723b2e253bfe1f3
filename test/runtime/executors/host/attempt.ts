import { hostExecutor } from "../../../../runtime/executors/host/index.ts";
import { scriptJob, step } from "../../graphs.ts";

/** Runs a script as a job's only step, on this machine. */
export async function run(root: string, folder: string, script: string) {
  const session = await hostExecutor({ folder }).open({ id: "1", root });
  let output = "";
  try {
    const attempt = await session.execute({
      ...{ job: scriptJob("bump", { steps: [step(script)] }), image: "", stepEnv: () => ({}), services: [] },
      ...{ artifacts: [], caches: [], reports: [], signal: new AbortController().signal },
      sink: {
        ...{ step() {}, stepSkipped() {}, stepDone() {}, progress() {} },
        write: (_, text) => {
          output += text;
        },
      },
    });
    return { ...attempt, output };
  } finally {
    await session.close();
  }
}
