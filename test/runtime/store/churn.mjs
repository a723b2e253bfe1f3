// A process that keeps, takes and trims in a store, to run beside others. Prints how many blobs it found damaged.
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadRuntime } from "../../../bench/load.mjs";

const [folder, scratch, rounds] = process.argv.slice(2);
const { openStore } = await loadRuntime();
const store = openStore({ folder, limit: 200_000 });
let damaged = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  // The same texts in all processes, so that they meet.
  const text = `${round % 17} `.repeat(5000);
  const digest = await store.blobs.keepText(text);
  await store.entries.write(`results/x/${round % 17}`, { digest });
  const to = join(scratch, `${process.pid}`);
  if (await store.blobs.take(digest, to)) {
    if (createHash("sha256").update(readFileSync(to)).digest("hex") !== digest) damaged += 1;
    rmSync(to);
  }
  const entry = await store.entries.read(`results/x/${(round * 7) % 17}`);
  if (entry && !/^[0-9a-f]{64}$/.test(entry.digest)) damaged += 1;
  if (round % 10 === 9) await store.trim();
}
console.log(damaged);
