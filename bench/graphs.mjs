const location = { file: "pipeline.ts", line: 1, column: 1 };

export const facts = { event: "push", sha: "0".repeat(40), actor: "bench", branch: "main", vars: {}, changedFiles: [] };

export function job(id, script, { image = "busybox:local", needs = [] } = {}) {
  return {
    ...{ kind: "script", id, location, stage: "bench", when: { op: "constant", value: true }, timeout: 600, env: {} },
    needs: needs.map((needed) => ({ job: needed, gate: false, artifacts: false })),
    image: { kind: "registry", reference: image },
    steps: [{ name: script, location, run: { kind: "shell", script }, env: {} }],
    ...{ services: [], caches: [], outputs: [], shell: "sh", retry: 0, allowFailure: false, runner: [] },
  };
}

export function graph(jobs) {
  return { version: 1, name: "bench", source: "pipeline.ts", location, triggers: [], stages: ["bench"], jobs };
}

/** Writes a log of 200 MB. */
export const LARGE_LOG =
  "yes 'a line of a log that has just about eighty characters in it, and no more of them' | head -c 200000000 || true";
