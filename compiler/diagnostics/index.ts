export { type Code, catalogue } from "./catalogue/index.ts";
export { codeFrame } from "./code-frame.ts";
export { type Definition, type Fault, type Severity, withPlaceholders } from "./define.ts";
export {
  acceptable,
  type Diagnostic,
  DiagnosticError,
  diagnostic,
  distinct,
  exitCode,
  type Place,
  type Related,
  sorted,
} from "./diagnostic.ts";
export type { Location, Span } from "./location.ts";
export { type RenderOptions, render } from "./render.ts";
