/** A place in the evaluated bundle, counted from 1. The frontend maps it to the user's file. */
export interface CallSite {
  readonly line: number;
  readonly column: number;
}

type Named = (...args: never[]) => unknown;

const topFrame = (_error: unknown, frames: readonly NodeJS.CallSite[]): CallSite => ({
  line: frames[0]?.getLineNumber() ?? 1,
  column: frames[0]?.getColumnNumber() ?? 1,
});

/**
 * Where `fn` was called from, when it is running. One frame is captured and nothing is formatted, so that it costs a few
 * microseconds; what others have set on `Error` is as it was afterwards.
 */
export function callSite(fn: Named): CallSite {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { readonly stack?: unknown } = {};
  try {
    Error.prepareStackTrace = topFrame;
    Error.stackTraceLimit = 1;
    Error.captureStackTrace(holder, fn);
    return holder.stack as CallSite;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
    else Reflect.deleteProperty(Error, "prepareStackTrace");
  }
}
