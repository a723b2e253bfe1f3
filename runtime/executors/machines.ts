import { platform } from "node:os";
import { diagnostic } from "../../compiler/diagnostics/index.ts";
import type { ScriptJob } from "../../compiler/graph/model/index.ts";
import type { Executor, ExecutorSession } from "./executor.ts";

const onMachine = (job: Pick<ScriptJob, "image">) => job.image.kind === "machine";

/**
 * Runs jobs in images by one executor, and those that name a machine in place of an image by another, beside each other. A
 * job for a machine of another system is refused (WB4080).
 *
 * @param images - Runs containers.
 * @param machine - Runs processes of this machine.
 */
export function withMachine(images: Executor, machine: Executor): Executor {
  const system = platform();
  return {
    ...images,
    refusals(graph) {
      const inImages = { ...graph, jobs: graph.jobs.filter((job) => job.kind !== "script" || !onMachine(job)) };
      const jobs = graph.jobs.filter((job): job is ScriptJob => job.kind === "script" && onMachine(job));
      return [
        ...images.refusals(inImages),
        ...machine.refusals({ ...graph, jobs }),
        ...jobs.flatMap((job) => {
          const wanted = systemOf(job);
          if (wanted === undefined || wanted === system) return [];
          const values = { job: job.id, machine: labelsOf(job).join(", ") };
          return [diagnostic("WB4080", values, { at: job.location })];
        }),
      ];
    },
    async open(context) {
      const opened: { images?: Promise<ExecutorSession>; machine?: Promise<ExecutorSession> } = {};
      const sessionFor = (job: ScriptJob): Promise<ExecutorSession> => {
        if (!onMachine(job)) {
          opened.images ??= images.open(context);
          return opened.images;
        }
        opened.machine ??= machine.open(context);
        return opened.machine;
      };
      return {
        prepare: async (job, image, login) => (await sessionFor(job)).prepare(job, image, login),
        execute: async (request) => (await sessionFor(request.job)).execute(request),
        async close() {
          const sessions = Object.values(opened).map((session) => session.then((one) => one.close()));
          const results = await Promise.allSettled(sessions);
          const failed = results.find((result) => result.status === "rejected");
          if (failed) throw failed.reason;
        },
      };
    },
  };
}

const labelsOf = ({ runner }: ScriptJob): readonly string[] => [...new Set(Object.values(runner ?? {}).flat())];

/** The system that a job's labels name, as Node calls it; undefined where they name none. */
function systemOf(job: ScriptJob): NodeJS.Platform | undefined {
  const labels = labelsOf(job).join(" ").toLowerCase();
  if (/windows|\bwin/.test(labels)) return "win32";
  if (/mac|darwin|osx/.test(labels)) return "darwin";
  return /ubuntu|linux|debian|fedora/.test(labels) ? "linux" : undefined;
}
