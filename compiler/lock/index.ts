export { commitOf, includeName, includesToPin, isPinned, type PinnedInclude, refOf } from "./includes.ts";
export { imagesToPin, pinImages } from "./images.ts";
export { type ActionPin, LOCK_FILE, type Lock, NO_LOCK } from "./model.ts";
export { type ParsedLock, parseLock, printLock } from "./parse.ts";
