/** What a Reflector remembers between rounds (RF-3): from where it can go on. */
export interface ResumePoint {
  /** Version of the last list, event or bookmark taken in; "" before the first list. */
  lastSyncResourceVersion: string;
  /** The server could not serve that version (RF-12). */
  isUnavailable: boolean;
  /** A list at "0" came in pages, so the server reads from storage and wants pages (RF-11, RF-14). */
  wasPaginated: boolean;
}

/** Before anything was read. */
export function newResumePoint(): ResumePoint {
  return { lastSyncResourceVersion: "", isUnavailable: false, wasPaginated: false };
}
