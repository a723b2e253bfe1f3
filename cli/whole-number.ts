import { InvalidArgumentError } from "commander";

/** Reads an option that is a whole number from 1. */
export function wholeNumber(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("give a whole number from 1.");
  return Number(value);
}
