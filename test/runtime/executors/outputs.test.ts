import { expect, it } from "vitest";
import type { JobRequest } from "../../../runtime/executors/executor.ts";
import { type ReadFile, readOutputs } from "../../../runtime/executors/outputs.ts";
import { scriptJob } from "../graphs.ts";

/** What is made of a job's file, which comes in pieces of a few bytes; and what the log says. */
async function read(text: string, size = 3) {
  let log = "";
  const sink = {
    write: (_: string, text: string) => {
      log += text;
    },
  };
  const request = { job: scriptJob("facts", { outputs: ["one", "two"] }), sink } as unknown as JobRequest;
  const bytes = Buffer.from(text);
  const read: ReadFile = async (_, take) => {
    for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
  };
  const attempt = await readOutputs(request, read, {});
  return { attempt, log };
}

async function message(text: string, size?: number): Promise<string> {
  const { failure } = (await read(text, size)).attempt;
  return failure?.kind === "diagnostic" ? `${failure.diagnostic.code}: ${failure.diagnostic.message}` : "";
}

it("takes the last value of each declared output, also one of many lines", async () => {
  expect(await read("one=1\none<<END\nä €\n\n two=2\n\nEND\ntwo=\nthree=3\n")).toEqual({
    attempt: { outputs: { one: "ä €\n\n two=2", two: "" } },
    log: "",
  });
});

it("says in the log which declared output is never set", async () => {
  expect(await read("two=2\n")).toEqual({
    attempt: { outputs: { two: "2" } },
    log: "Warning: the output one is not set.\n",
  });
});

it("fails a job whose file is not a file of outputs, and one whose outputs are more than 1 MiB", async () => {
  expect(await message("one<<END\n1\n")).toContain(
    "WB4110: the outputs of `facts` cannot be read: `one` has no line `END` at its end",
  );
  expect(await message(`one=1\ntwo=${"x".repeat(1 << 20)}\none=2\n`, 4096)).toContain(
    "WB4110: the outputs of `facts` cannot be read: they take 1048593 bytes, and 1048576 are the most",
  );
});
