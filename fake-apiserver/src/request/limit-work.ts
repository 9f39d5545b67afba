import { WorkExceeded, withinWork } from "../codec/work-budget.ts";
import { timedOut } from "./answer/status-errors.ts";

/** A second or two: a request is given up where a real server's timeout would strike. */
const unitsMax = 12_000_000;

/** Looks at a request for as long as one may take. @throws StatusError 504 when it takes longer */
export function limitWork<T>(look: () => T): T {
  try {
    return withinWork(unitsMax, look);
  } catch (error) {
    throw error instanceof WorkExceeded ? timedOut() : error;
  }
}
