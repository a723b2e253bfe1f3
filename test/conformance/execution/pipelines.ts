import { and, equal, isEvent, not, or, RUN } from "../../../compiler/expr/index.ts";
import type { Artifacts, ScriptJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import { after, gate, graph, script, sh } from "../../targets/graphs.ts";

const BUSYBOX = { kind: "registry", reference: "busybox:1.36" } as const;

function job(id: string, more: Partial<ScriptJob>): ScriptJob {
  return script(id, { image: BUSYBOX, ...more });
}

const KEEP: Artifacts = { paths: ["out"], exclude: ["out/tmp"], on: "success", retentionDays: 1, junit: [] };

/** Jobs that end in every way, and what they hand on to one another. */
export function outcomes(): StageGraph {
  return graph([
    job("make", {
      outputs: ["version", "empty"],
      steps: [
        sh("mkdir -p out/tmp 'out/a b'; printf 'it'\\''s\\n' > 'out/a b/file'; echo x > out/tmp/x; : > out/.hidden"),
        sh(
          "printf '#!/bin/sh\\necho ran\\n' > out/run; chmod 755 out/run; dd if=/dev/zero bs=1000 count=50 of=out/zeros",
        ),
        sh('echo version=1 >> "$WAYBILL_OUTPUT"; echo "version=2 \'\\$HOME\' = \\"x\\"" >> "$WAYBILL_OUTPUT"'),
      ],
      artifacts: KEEP,
    }),
    job("read", {
      needs: [gate("make", true)],
      env: {
        VERSION: { kind: "output", job: "make", name: "version" },
        EMPTY: { kind: "output", job: "make", name: "empty" },
      },
      outputs: ["seen"],
      steps: [
        sh('out/run > out/ran; test ! -e out/tmp; test -z "$EMPTY"; echo "seen=$VERSION"  >> "$WAYBILL_OUTPUT"'),
        sh("find out -type f -exec sha256sum {} + | sort > list"),
      ],
      artifacts: { ...KEEP, paths: ["list", "out/ran"], exclude: [] },
    }),
    job("hands-on", {
      outputs: ["of"],
      outputsFrom: { of: { step: "made-it", name: "text" } },
      steps: [
        {
          ...sh('printf "text<<END\\na b\\n\\ntext=no\\nEND\\nflag=Yes\\n" >> "$WAYBILL_OUTPUT"; mkdir out; exit 3'),
          ...{ id: "made-it", outputs: ["text", "flag", "unset"], allowFailure: true },
        },
        {
          ...sh('printf "%s|%s|%s\\n" "$TEXT" "$HOW" "$UNSET" > out/read'),
          when: equal({ kind: "step", step: "made-it", name: "outputs.flag" }, "yes"),
          env: {
            TEXT: { kind: "step", step: "made-it", name: "outputs.text" },
            HOW: { kind: "step", step: "made-it", name: "outcome" },
            UNSET: { kind: "step", step: "made-it", name: "outputs.unset" },
          },
        },
        {
          ...sh("echo not reached > out/never"),
          when: or(equal({ kind: "step", step: "made-it", name: "outcome" }, "success"), isEvent("schedule")),
        },
      ],
      artifacts: KEEP,
    }),
    job("hands-over", {
      env: { MODE: { kind: "literal", value: "job" } },
      steps: [
        sh(
          `printf 'VERSION=1 (beta)\\nMODE=first\\nTEXT<<END\\na\\n\\nMODE=no\\nEND\\n' >> "$WAYBILL_ENV"; mkdir out tools; exit 3`,
          { writes: ["env"], allowFailure: true },
        ),
        sh(
          `printf '#!/bin/sh\\necho tool\\n' > tools/tool; chmod 755 tools/tool; echo "$PWD/tools" >> "$WAYBILL_PATH"; printf 'MODE=second\\nOWN=no\\n' >> "$WAYBILL_ENV"`,
          { writes: ["env", "path"] },
        ),
        sh(`{ tool; printf '%s|' "$VERSION" "$MODE" "$OWN" "$TEXT"; } > out/read`, {
          env: { OWN: { kind: "literal", value: "own" } },
        }),
        sh(`echo "# Done" >> "$WAYBILL_SUMMARY"`, { writes: ["summary"] }),
      ],
      artifacts: KEEP,
    }),
    job("bare", { needs: [gate("make")], steps: [sh("test ! -e out")] }),
    job("unset", { needs: [], allowFailure: { exitCodes: [] }, steps: [sh('echo "$NOT_SET_ANYWHERE"')] }),
    job("piped", { needs: [], allowFailure: { exitCodes: [] }, steps: [sh("exit 3 | cat"), sh("echo more")] }),
    job("codes", { needs: [], allowFailure: { exitCodes: [3, 4] }, steps: [sh("exit 4")] }),
    job("goes-on", { needs: [after("unset"), after("codes")], steps: [sh("echo so it goes")] }),
    job("broken", { needs: [gate("bare")], steps: [sh("exit 3"), sh("echo not reached > out")], artifacts: KEEP }),
    job("blocked", { needs: [gate("broken")], steps: [sh("echo not reached")] }),
    job("other-event", { when: isEvent("schedule"), steps: [sh("echo not reached")] }),
    job("after-absent", { needs: [after("other-event")], steps: [sh("echo reached")] }),
  ]);
}

/** Jobs that run, or do not, by what another has put out, and what follows them. */
export function byOutputs(): StageGraph {
  const mode = { kind: "output", job: "facts", name: "mode" } as const;
  const onMain = { op: "matches", variable: RUN.branch, pattern: "^[lm]ain$", flags: "" } as const;
  const full = and(equal(mode, "full"), onMain);
  const reached = sh("mkdir out; echo reached > out/file");
  return graph([
    job("facts", { outputs: ["mode"], steps: [sh('echo mode=full >> "$WAYBILL_OUTPUT"')] }),
    job("holds", { when: full, needs: [gate("facts")], steps: [reached], artifacts: KEEP }),
    job("holds-not", {
      when: not(full),
      needs: [gate("facts")],
      steps: [reached],
      // A file that the sources have, too.
      artifacts: { ...KEEP, paths: ["out", "pipeline.ts"] },
    }),
    job("after-holds", { needs: [gate("holds", true)], steps: [sh("cat out/file")] }),
    job("after-holds-not", { needs: [after("holds-not")], steps: [reached], artifacts: KEEP }),
    job("gated", { needs: [gate("holds-not", true)], steps: [reached] }),
    job("after-gated", { needs: [after("gated")], steps: [reached] }),
    job("either", { when: and(not(full), onMain), needs: [gate("facts"), after("holds-not")], steps: [reached] }),
    job("last", { needs: [after("holds-not"), after("gated")], finally: true, steps: [sh("echo reached")] }),
  ]);
}
