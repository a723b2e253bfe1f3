import { expect, it } from "vitest";
import { isEvent } from "../../../compiler/expr/build.ts";
import type { Job, ScriptJob } from "../../../compiler/graph/model/index.ts";
import { printDot } from "../../../compiler/graph/views/dot.ts";
import { printHtml } from "../../../compiler/graph/views/html.ts";
import { printMermaid } from "../../../compiler/graph/views/mermaid.ts";
import { printSvg } from "../../../compiler/graph/views/svg.ts";
import { graphOf, need, scriptJob } from "../../runtime/graphs.ts";

const instance = (node: string) => scriptJob(`unit-${node}`, { matrix: { id: "unit", values: { node } } });
const lint = scriptJob("lint", { when: isEvent("push") });
const release = scriptJob("release", {
  ...{ stage: "ship", manual: true, environment: { name: 'pro"d#1' } },
  needs: [need("unit-20", { gate: true }), need("unit-22"), need("lint")],
});
const last: ScriptJob = scriptJob("last", { stage: "ship", finally: true, needs: [need("release")] });
// The instances stand apart in the graph, and together in the picture.
const graph = { ...graphOf(instance("20"), lint, instance("22"), release, last as Job), stages: ["test", "ship"] };

it("groups matrices and marks jobs in Mermaid", () => {
  expect(printMermaid(graph)).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph s0["test"]
        subgraph s0m0["unit"]
          j0["unit-20"]
          j2["unit-22"]
        end
        j1["lint<br>if"]
      end
      subgraph s1["ship"]
        j3["release<br>manual<br>@ pro#quot;d#35;1"]
        j4["last<br>finally"]
      end
      j0 --> j3
      j2 -.-> j3
      j1 -.-> j3
      j3 -.-> j4
    "
  `);
});

it("writes DOT with clusters and escaped texts", () => {
  expect(printDot(graph)).toMatchInlineSnapshot(`
    "digraph "test" {
      rankdir=LR;
      node [fontname="monospace"];
      subgraph cluster_s0 {
        label="test";
        subgraph cluster_s0_0 {
          label="unit"; style=dashed;
          j0 [label="unit-20", shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#59636e"];
          j2 [label="unit-22", shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#59636e"];
        }
        j1 [label="lint\\nif", shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#59636e"];
      }
      subgraph cluster_s1 {
        label="ship";
        j3 [label="release\\nmanual\\n@ pro\\"d#1", shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#59636e"];
        j4 [label="last\\nfinally", shape=box, style="rounded,filled", fillcolor="#f6f8fa", color="#59636e"];
      }
      j0 -> j3;
      j2 -> j3 [style=dashed];
      j1 -> j3 [style=dashed];
      j3 -> j4 [style=dashed];
    }
    "
  `);
});

it("draws arrowheads, frames, marks and a legend of what there is", () => {
  const svg = printSvg(graph);
  expect(svg.match(/<path class="(gate|order)"[^>]*marker-end="url\(#arrow\)"/g)).toHaveLength(4 + 2);
  expect(svg.match(/<g class="frame">/g)).toHaveLength(1);
  expect(svg).toContain("<title>release (script)\na person starts it\nenvironment pro&quot;d#1</title>");
  expect(svg).toContain("manual  @ pro&quot;d#1</text>");
  expect(svg).toContain("if run.event === &quot;push&quot;");
  const legend = svg.slice(svg.indexOf('<g class="legend">'));
  expect([...legend.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
    "runs steps",
    "needs its success",
    "runs after it",
    "manual: a person starts it",
    "if: it has a condition",
    "@ name: its environment",
    "finally: it always runs",
  ]);
});

it("makes a page of the picture that loads nothing", () => {
  const page = printHtml({ ...graph, name: "<app>" });
  expect(page).toContain("<title>&lt;app&gt;: stage graph</title>");
  expect(page).not.toMatch(/(src|href)=|url\(http|@import/);
});
