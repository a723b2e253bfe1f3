import type { Stage } from "../cluster/stage.ts";

/**
 * Declares a test on a stage of its own.
 *
 * @param id Names the recording and the namespace.
 * @param title What the test says.
 */
export type Scenario = (id: string, title: string, play: (stage: Stage) => Promise<void>) => void;
