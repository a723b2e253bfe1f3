/** Milliseconds that something takes. */
export async function milliseconds(act) {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Takes turns, so that whatever else the machine does falls on both alike. */
export async function inTurns(rounds, first, second, after = async () => {}) {
  const [a, b] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    a.push(await milliseconds(first));
    b.push(await milliseconds(second));
    await after();
  }
  return [median(a), median(b)];
}
