import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { deadline } from "../../runtime/deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("does not count the time of a pause", () => {
  const limit = deadline(new AbortController().signal, 10);
  limit.start();
  vi.advanceTimersByTime(6000);
  limit.pause();
  vi.advanceTimersByTime(60_000);
  expect(limit.passed()).toBe(false);
  limit.start();
  vi.advanceTimersByTime(3999);
  expect(limit.passed()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(limit.passed()).toBe(true);
});
