import { describe, expect, it } from "vitest";
import { render } from "../../compiler/diagnostics/index.ts";
import type { GitLabInclude } from "../../compiler/graph/model/index.ts";
import {
  imagesToPin,
  includeName,
  includesToPin,
  NO_LOCK,
  parseLock,
  pinImages,
  printLock,
} from "../../compiler/lock/index.ts";
import { actionsIn, pinActions, uses } from "../../compiler/targets/github/actions.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { PinError } from "../../runtime/pins/ask.ts";
import { refreshLock } from "../../runtime/pins/refresh.ts";
import { delivery } from "../targets/examples.ts";
import { at, graph, script } from "../targets/graphs.ts";

const digest = `sha256:${"a".repeat(64)}`;
const commit = "b".repeat(40);
const lock = {
  actions: { "acme/tool@v4": { version: "v4.1.0", commit } },
  images: { "node:20": digest },
  includes: { "gitlab.com/org/tools/scan@1.2.3": commit, "platform/ci@v3": commit },
};

describe("the lock file", () => {
  it("is read as it was written, in the order of its names", () => {
    expect(parseLock(printLock(lock), "waybill.lock.json")).toEqual({ lock, diagnostics: [] });
    const images = { "b:1": digest, "a:1": digest };
    expect(printLock({ ...lock, images }).indexOf('"a:1"')).toBeLessThan(
      printLock({ ...lock, images }).indexOf('"b:1"'),
    );
  });

  it.each([
    ["{", /Expected property name/],
    ["[]", /its version is undefined, and 1 is known/],
    [`{"version":1,"images":{"node:20":"latest"}}`, /the digest of node:20 is none/],
    [`{"version":1,"includes":{"platform/ci@v3":"v3"}}`, /the commit of platform\/ci@v3 is none/],
    [`{"version":1,"actions":{"a/b@v1":{"version":"v1","commit":"v1"}}}`, /the commit of a\/b@v1 is none/],
  ])("that is none is refused: %s", (text, reason) => {
    const shown = render(parseLock(text, "waybill.lock.json").diagnostics, { source: () => text, color: false });
    expect(shown).toContain("error WB3060: `waybill.lock.json` is not in the format of waybill pin: ");
    expect(shown).toMatch(reason);
    expect(shown).toContain("remedy: restore the committed file");
  });
});

const file = { kind: "file", project: "platform/ci", file: "a.yml", ref: "v3", inputs: {}, location: at() } as const;
const component: GitLabInclude = {
  kind: "component",
  component: "gitlab.com/org/tools/scan",
  version: "1.2.3",
  inputs: { stage: "scan" },
  location: at(),
};

describe("what GitLab includes", () => {
  const including = (include: readonly GitLabInclude[]) =>
    graph([script("a")], { gitlab: { include, stages: ["scan"] } });

  it("is a commit of the lock, with the version in a comment", () => {
    const commits = [
      { ...component, version: commit },
      { ...file, ref: commit },
    ];
    expect(includesToPin(including([component, file, file, ...commits])).map(includeName)).toEqual([
      "gitlab.com/org/tools/scan@1.2.3",
      "platform/ci@v3",
    ]);
    const { files, diagnostics } = targets.gitlab.emit(including([component, file]), lock);
    expect(diagnostics).toEqual([]);
    expect(files[0]?.text).toContain(`include:
  - component: gitlab.com/org/tools/scan@${commit} # 1.2.3
    inputs:
      stage: scan
  - project: platform/ci
    file: a.yml
    ref: ${commit} # v3
`);
  });

  it("is refused where the lock does not know it", () => {
    const { diagnostics } = targets.gitlab.emit(including([component, { ...file, ref: commit }]));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "WB3142 gitlab.com/org/tools/scan@1.2.3 is not in `waybill.lock.json`, so `1.2.3` could move to other jobs",
    ]);
  });
});

describe("images", () => {
  const pipeline = graph([
    script("a", {
      services: [
        { name: "db", image: { kind: "registry", reference: "postgres:16" }, env: {}, ports: [], location: at() },
      ],
    }),
    script("b", { image: { kind: "registry", reference: `redis:8@${digest}` } }),
  ]);

  it("by tag are what there is to pin", () => {
    expect(imagesToPin(pipeline)).toEqual(["node:20", "postgres:16"]);
  });

  it("are named by tag and digest where the lock knows them, on every target", () => {
    const pinned = pinImages(pipeline, { ...lock, images: { ...lock.images, "postgres:16": digest } });
    expect(imagesToPin(pinned)).toEqual([]);
    for (const target of Object.values(targets)) {
      const text = target.emit(pinned).files[0]?.text;
      expect(text).toContain(`node:20@${digest}`);
      expect(text).toContain(`postgres:16@${digest}`);
    }
  });
});

describe("actions", () => {
  it("are commits of the lock, with the version in a comment", () => {
    const content = { steps: [{ uses: uses("acme/tool@v4", "sub") }] };
    expect(actionsIn(content)).toEqual(["acme/tool@v4"]);
    const { content: pinned } = pinActions(content, lock);
    expect(pinned).toEqual({ steps: [{ uses: { value: `acme/tool/sub@${commit}`, comment: "v4.1.0" } }] });
  });

  it("that are not in the lock are refused at their step", () => {
    const content = { uses: uses("acme/tool@v4", undefined, { file: "pipeline.ts", line: 2, column: 3 }) };
    const shown = render(pinActions(content, NO_LOCK).diagnostics, { source: () => "a\n  b", color: false });
    expect(shown).toContain("error WB3061: the action `acme/tool@v4` is not in `waybill.lock.json`");
    expect(shown).toContain("pipeline.ts:2:3");
    expect(shown).toContain("remedy: run waybill pin with this pipeline and commit `waybill.lock.json`");
  });

  it("of our own need no lock, and take its commit where it has one", () => {
    const [checkout] = targets.github.actionsIn!(delivery());
    expect(checkout).toMatch(/^actions\/checkout@v\d+$/);
    const newer = { ...NO_LOCK, actions: { [checkout as string]: { version: "v9.9.9", commit } } };
    expect(targets.github.emit(delivery()).files[0]?.text).not.toContain(commit);
    expect(targets.github.emit(delivery(), newer).files[0]?.text).toContain(`actions/checkout@${commit} # v9.9.9`);
  });
});

describe("a refresh", () => {
  it("keeps what it could not look up, and says so", async () => {
    const look = {
      actionPin: async () => ({ version: "v5.0.0", commit }),
      imageDigest: async () => {
        throw new PinError("registry-1.docker.io does not answer: timed out");
      },
      includeCommit: async () => other,
    };
    const other = "c".repeat(40);
    const included = [{ ...file, ref: "v4" }];
    const wanted = { actions: ["acme/new@v5"], images: ["node:20"], includes: included };
    const refreshed = await refreshLock(lock, wanted, look);
    expect(refreshed.lock).toEqual({
      actions: { ...lock.actions, "acme/new@v5": { version: "v5.0.0", commit } },
      images: lock.images,
      includes: { ...lock.includes, "platform/ci@v4": other },
    });
    expect(render(refreshed.diagnostics, { source: () => undefined, color: false })).toContain(
      "error WB3062: cannot look up the image `node:20`: registry-1.docker.io does not answer: timed out",
    );
  });
});
