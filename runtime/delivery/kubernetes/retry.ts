import { setTimeout as pause } from "node:timers/promises";
import { refusal } from "./api-error.ts";

/** Milliseconds after which a request without an answer is given up. */
const UNANSWERED = 15_000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

/** Milliseconds to wait before attempt `n` (counted from 1) is made again. */
export const backoff = (n: number): number => Math.min(FIRST_PAUSE * 2 ** (n - 1), LONGEST_PAUSE);

/**
 * Makes a request, again and again while it fails by what may pass (the network, 429, 5xx), for `patience` milliseconds.
 *
 * @param patience Default: 2000
 * @throws the request's own error, or `signal.reason`
 */
export async function persist<T>(request: () => Promise<T>, signal: AbortSignal, patience = 2_000): Promise<T> {
  const until = performance.now() + patience;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await answered(request(), signal);
    } catch (error) {
      if (signal.aborted || !refusal(error).passing || performance.now() + backoff(attempt) > until) throw error;
      await pause(backoff(attempt), undefined, { signal });
    }
  }
}

/** The client cannot be told to give a request up, so its answer is no longer waited for. */
async function answered<T>(request: Promise<T>, signal: AbortSignal): Promise<T> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(UNANSWERED)]);
  let stop: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(end.reason);
    end.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([request, ended]);
  } finally {
    if (stop) end.removeEventListener("abort", stop);
  }
}
