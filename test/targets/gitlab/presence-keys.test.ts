import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Event, placesOf } from "../../../compiler/expr/events.ts";
import type { Trigger } from "../../../compiler/graph/model/index.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { at, graph, script } from "../graphs.ts";

const job = (trigger: Trigger) => {
  const { files } = gitlab.emit(graph([script("unit")], { triggers: [trigger] }));
  return parse(files[0]?.text ?? "").unit as { readonly rules?: readonly unknown[] };
};

describe("a job that always runs", () => {
  // GitLab's default, branches and tags, leaves such a job out of pipelines of merge requests and merge trains.
  it("has rules on a merge train", () => {
    expect(job({ kind: "event", event: "mergeQueue", location: at() }).rules).toEqual([{ when: "on_success" }]);
  });

  it.each(["dispatch", "chat", "external"] satisfies Event[])(
    "has none where %s starts it on a branch or tag",
    (event) => {
      expect(placesOf(event)).toEqual(["branch", "tag"]);
      expect(job({ kind: "event", event, location: at() })).not.toHaveProperty("rules");
    },
  );
});
