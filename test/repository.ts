import { fileURLToPath } from "node:url";

/** This repository's root. */
export const repository = fileURLToPath(new URL("..", import.meta.url));
