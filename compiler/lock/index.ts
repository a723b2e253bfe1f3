export { imagesToPin, pinImages } from "./images.ts";
export { commitOf, includeName, includesToPin, isPinned, type PinnedInclude, refOf } from "./includes.ts";
export { type ActionPin, isCommit, LOCK_FILE, type Lock, NO_LOCK } from "./model.ts";
export { type ParsedLock, parseLock, printLock } from "./parse.ts";
