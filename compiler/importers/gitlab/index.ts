export { gitlab } from "./importer.ts";
