import { expect, it } from "vitest";
import { github } from "../../../compiler/targets/github/emit.ts";
import { build, deploy, gate, graph, script } from "../graphs.ts";

const login = {
  username: { kind: "literal", value: "acme" },
  password: { kind: "secret", name: "GITHUB_TOKEN" },
} as const;

/** The `permissions` of a job, without comments. */
function permissionsOf(text: string, job: string): string | undefined {
  const [, jobText = ""] = text.split(`\n  ${job}:\n`);
  const [, rights] = /^ {4}permissions:\n((?: {6}.*\n)+)/m.exec(jobText.split(/\n {2}\w+:\n/)[0] ?? "") ?? [];
  return rights?.replaceAll(/ +#.*/g, "").replaceAll(/^ {6}/gm, "").trim();
}

it("a build that pushes to GitHub's registry with the job's token may do so, and who pulls the image may read", () => {
  const source = (repository: string) =>
    graph([
      build("app", { repository, login }),
      script("smoke", { image: { kind: "build", job: "app" }, needs: [gate("app")] }),
      script("lint"),
      deploy("live", "app", { needs: [gate("app"), gate("smoke")], login }),
    ]);
  const own = github.emit(source("ghcr.io/acme/app")).files[0]?.text ?? "";
  expect(permissionsOf(own, "app")).toBe("contents: read\npackages: write");
  expect(permissionsOf(own, "smoke")).toBe("contents: read\npackages: read");
  expect(permissionsOf(own, "live")).toBe("packages: read");
  expect(permissionsOf(own, "lint")).toBeUndefined();
  const other = github.emit(source("registry.example.com/acme/app")).files[0]?.text ?? "";
  expect(other).not.toContain("packages:");
});
