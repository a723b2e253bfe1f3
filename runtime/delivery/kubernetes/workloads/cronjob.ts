import type { V1CronJob } from "@kubernetes/client-node";
import { workloadKind } from "./kind.ts";

/** A CronJob starts its next job from the new template; nothing that runs is replaced. */
export const cronjob = workloadKind<V1CronJob>({
  title: "cronjob",
  resource: "cronjobs.batch",
  rollsOut: false,
  path: (namespace) => `/apis/batch/v1/namespaces/${namespace}/cronjobs`,
  list: ({ batch }, query) => batch.listNamespacedCronJob(query),
  patch: ({ batch, merging }, request) => batch.patchNamespacedCronJob(request, merging),
  read: (object) => ({
    template: object.spec!.jobTemplate.spec!.template,
    progress: { kind: "done", says: `its next job${object.spec!.suspend ? " (it is suspended)" : ""} runs the image` },
    partial: false,
  }),
  spec: (template) => ({ jobTemplate: { spec: { template } } }),
});
