import { describe, expect, it } from "vitest";
import { withOurFiles } from "../../../compiler/importers/github/handed.ts";
import { RUNNER_VARIABLES, withVariables } from "../../../compiler/importers/github/text.ts";

describe("expressions that paste what a variable holds", () => {
  const read = (text: string) => withVariables(text, (path) => RUNNER_VARIABLES[path]);
  const sha = "${{ github.sha }}";

  it.each([
    ["a word", `echo ${sha}`, "echo ${GITHUB_SHA}"],
    ["double quotes", `echo "a ${sha} b"`, 'echo "a ${GITHUB_SHA} b"'],
    ["single quotes", `echo 'a ${sha} b'`, "echo 'a '\"${GITHUB_SHA}\"' b'"],
    ["a here-document", `cat <<END\n${sha}\nEND`, "cat <<END\n${GITHUB_SHA}\nEND"],
    ["a substitution", `x="$(git show '${sha}')"`, "x=\"$(git show ''\"${GITHUB_SHA}\"'')\""],
    ["several", `echo ${sha} ${"${{ github.run_id }}"}`, "echo ${GITHUB_SHA} ${GITHUB_RUN_ID}"],
  ])("are the variable in %s", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ["a here-document that is quoted", `cat <<'END'\n${sha}\nEND`],
    ["a place after a dollar sign", `echo $${sha}`],
    ["the name of another variable", `echo $FOO${sha}`],
    ["a place after a backslash", `echo \\${sha}`],
    ["another expression", "echo ${{ github.event.number }}"],
    ["the name of a workflow, which may hold any character", "echo ${{ github.workflow }}"],
  ])("stay in %s", (_, text) => {
    expect(read(text)).toBe(text);
  });
});

describe("GitHub's files in a script", () => {
  it.each([
    ['echo "A=1" >> $GITHUB_ENV', undefined, 'echo "A=1" >> $WAYBILL_ENV'],
    ['echo "A=1" | tee -a "$GITHUB_ENV"', "bash", 'echo "A=1" | tee -a "$WAYBILL_ENV"'],
    ['echo "$PWD/bin" >> "${GITHUB_PATH}"', "sh", 'echo "$PWD/bin" >> "${WAYBILL_PATH}"'],
    ["cat >> $GITHUB_STEP_SUMMARY <<END\nx\nEND", undefined, "cat >> $WAYBILL_SUMMARY <<END\nx\nEND"],
    ['"A=1" >> $env:GITHUB_ENV', "pwsh", '"A=1" >> $env:WAYBILL_ENV'],
    ['"A=1" | Out-File "${env:GITHUB_ENV}" -Append', "powershell", '"A=1" | Out-File "${env:WAYBILL_ENV}" -Append'],
    ["echo A=1>> %GITHUB_ENV%", "cmd", "echo A=1>> %WAYBILL_ENV%"],
    ['open(os.environ["GITHUB_ENV"], "a").write("A=1")', "python", 'open(os.environ["WAYBILL_ENV"], "a").write("A=1")'],
    [
      'echo "V=${{ steps.a.outputs.b }}" >> "$GITHUB_ENV"',
      "bash",
      'echo "V=${{ steps.a.outputs.b }}" >> "$WAYBILL_ENV"',
    ],
  ])("become ours: %j of %s", (text, shell, expected) => {
    expect(withOurFiles(text, shell, false)).toMatchObject({ text: expected });
  });

  it("become ours for outputs only where something refers to them", () => {
    const text = 'echo "a=1" >> "$GITHUB_OUTPUT"';
    expect(withOurFiles(text, "bash", true)).toEqual({ text: 'echo "a=1" >> "$WAYBILL_OUTPUT"', files: ["OUTPUT"] });
    expect(withOurFiles(text, "bash", false)).toEqual({ text, files: [] });
  });

  it.each([
    ["docker run -e GITHUB_ENV x", "bash"],
    ["GITHUB_ENV=/tmp/x ./release", "bash"],
    [`cat > later.sh <<'END'\necho A=1 >> "$GITHUB_ENV"\nEND`, "bash"],
    [`bash -c 'echo A=1 >> "$GITHUB_ENV"'`, "bash"],
    ['echo "echo A=1 >> \\$GITHUB_ENV" > later.sh', "bash"],
    ["unset GITHUB_ENV; echo A=1 >> $GITHUB_ENV", "bash"],
    ["'A' >> '$env:GITHUB_ENV'", "pwsh"],
    ["open(file('GITHUB_ENV'))", "python"],
  ])("stay where another program may be given the name: %j", (text, shell) => {
    expect(withOurFiles(text, shell, false)).toEqual({ refused: "GITHUB_ENV" });
  });
});
