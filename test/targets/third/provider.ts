import type { Provider } from "../../../compiler/targets/provider.ts";

/** A provider that nothing in the compiler knows of: it runs one text file with a block for each job. */
export const third: Provider = {
  title: "Third",
  marker: "<%",
  reservedVariables: /^THIRD_/,
  outsiderVariables: new Set(["THIRD_TITLE"]),
  native: {
    job: { reserved: ["after"], conditions: [], harmless: ["label"] },
    file: { reserved: [], harmless: [], namesJobs: false },
    place: ["after"],
    steps: [],
  },
  events: {
    push: ["push"],
    pullRequest: ["change"],
    schedule: ["timer"],
    manual: ["button"],
    call: ["call"],
  },
  scripts: { keys: ["run"], outsider: /<%/ },
  target: async () => (await import("./emit.ts")).third,
};
