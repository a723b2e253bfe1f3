import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandDestination } from "../../../compiler/graph/model/index.ts";
import { commandScript } from "../../../compiler/targets/shell/command.ts";
import { sh } from "../graphs.ts";
import { runShell, SHELLS } from "./shells.ts";

const of = (letter: string) => `registry.example.com/shop@sha256:${letter.repeat(64)}`;

/** The script as the providers run it. The live system is a file. */
describe.each(SHELLS)("a deploy by commands, in %s", (_, shell) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-command-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const live = () => readFileSync(join(folder, "live"), "utf8").trim();
  const run = (
    commands: Partial<Record<"run" | "readBack" | "rollback", string>>,
    more: Partial<CommandDestination> = {},
  ) => {
    const steps = Object.fromEntries(Object.entries(commands).map(([role, script]) => [role, sh(script)]));
    const to: CommandDestination = {
      ...{
        kind: "command",
        name: "edge",
        image: { kind: "registry", reference: "alpine:3.20" },
        shell: "sh",
        deadline: 5,
      },
      run: sh('printf "%s\\n" "$WAYBILL_IMAGE" > live'),
      ...steps,
      ...more,
    };
    return runShell([...shell, "-eu"], commandScript(to), { cwd: folder, env: { WAYBILL_IMAGE: of("b") } });
  };
  const runsBefore = (text: string) => writeFileSync(join(folder, "live"), `${text}\n`);
  const ROLLBACK = 'printf "%s\\n" "$WAYBILL_PREVIOUS" > live';

  it("ships, and compares what runs with what was tested", () => {
    runsBefore(`running: "${of("a")}", healthy`);
    const { status, stdout, stderr } = run({ readBack: "cat live" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`edge: ${of("a")} -> ${of("b")}\nedge runs ${of("b")}\n`);
  });

  it("takes a bare digest for one of the same repository, and the last one for the one that runs", () => {
    runsBefore(`sha256:${"c".repeat(64)}\nsha256:${"a".repeat(64)}`);
    expect(run({ readBack: "cat live" }).stdout).toContain(`edge: ${of("a")} -> `);
  });

  it("ships where nothing ran, and where nothing tells what runs", () => {
    runsBefore("");
    expect(run({ readBack: "cat live" }).stdout).toContain(`edge: nothing -> ${of("b")}`);
    expect(run({})).toMatchObject({ status: 0, stdout: `edge was given ${of("b")}\n` });
    expect(live()).toBe(of("b"));
  });

  it("brings back what ran before when the command fails", () => {
    runsBefore(of("a"));
    const failed = run({ run: "echo half > live; exit 3", readBack: "cat live", rollback: ROLLBACK });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain(`edge: bringing back ${of("a")}\nedge runs ${of("a")} again`);
    expect(live()).toBe(of("a"));
  });

  it("brings back what ran before when another image runs in the end, or the command takes too long", () => {
    runsBefore(of("a"));
    const other = run({ run: `echo ${of("c")} > live`, readBack: "cat live", rollback: ROLLBACK }, { deadline: 1 });
    expect(other.status).toBe(1);
    expect(other.stderr).toContain(`edge runs ${of("c")} after 1 s`);
    expect(live()).toBe(of("a"));
    const late = run({ run: "sleep 60", readBack: "cat live", rollback: ROLLBACK }, { deadline: 1 });
    expect([late.status, live()]).toEqual([1, of("a")]);
  });

  it("says when nothing was brought back", () => {
    runsBefore(of("a"));
    const none = run({ run: "exit 3", readBack: "cat live" });
    expect([none.status, none.stderr]).toEqual([
      1,
      expect.stringContaining("the deploy has no rollback, look after it now"),
    ]);
    const broken = run({ run: "echo > live; exit 3", readBack: "cat live", rollback: "exit 4" });
    expect([broken.status, broken.stderr]).toEqual([1, expect.stringContaining("could not be brought back")]);
  });

  it("changes nothing when what runs cannot be read, or the image is not named by its digest", () => {
    const unread = run({ readBack: "cat absent" });
    expect([unread.status, unread.stderr]).toEqual([1, expect.stringContaining("so nothing is changed")]);
    expect(() => live()).toThrow("ENOENT");
  });
});
