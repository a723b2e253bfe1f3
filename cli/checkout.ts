import { resolve } from "node:path";
import { Option } from "commander";
import { repositoryRoot } from "../compiler/frontend/project/project.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import { journalFolder } from "./records.ts";

/** Options of the commands that look back. They read what runs have written down, and no pipeline. */
export interface CheckoutOptions {
  readonly root?: string;
}

export const rootOption = (): Option =>
  new Option("--root <folder>", "the repository's root (default: found from the working directory)");

/** The root of the checkout that is looked at. */
export const checkoutRoot = ({ root }: CheckoutOptions): string =>
  root === undefined ? repositoryRoot(resolve(DEFAULT_FILE)) : resolve(root);

/** Where the runs of a checkout have written down how they went. */
export const runsFolder = (options: CheckoutOptions): string => journalFolder(checkoutRoot(options));
