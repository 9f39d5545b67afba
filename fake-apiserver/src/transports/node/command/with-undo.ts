import { UsageError } from "./usage-error.ts";

/** Undone in reverse order, whatever happens; told whether what was asked for could not be begun. */
export type Undo = (isRefused: boolean) => Promise<void> | void;

/** Runs a step and undoes what it has noted, also when it fails. */
export async function withUndo<T>(step: (undo: Undo[]) => Promise<T>): Promise<T> {
  const undo: Undo[] = [];
  let isRefused = false;
  try {
    return await step(undo);
  } catch (error) {
    isRefused = error instanceof UsageError;
    throw error;
  } finally {
    for (const one of undo.reverse()) await one(isRefused);
  }
}
