/** A place in the evaluated bundle, counted from 1. The frontend maps it to the user's file. */
export interface CallSite {
  readonly line: number;
  readonly column: number;
}

type Named = (...args: never[]) => unknown;

const sites = new WeakSet<object>();
const { has, add } = WeakSet.prototype;
const { apply } = Reflect;

/** Whether {@link callSite} has made it. */
export const isCallSite = (value: object): value is CallSite => apply(has, sites, [value]) as boolean;

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
    const site = holder.stack as CallSite;
    apply(add, sites, [site]);
    return site;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
    else Reflect.deleteProperty(Error, "prepareStackTrace");
  }
}
