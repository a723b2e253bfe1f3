export { type ParsedGraph, parseGraph } from "./parse.ts";
export { checkGraph } from "./passes/index.ts";
export { presence } from "./presence.ts";
export { printGraph } from "./print.ts";
