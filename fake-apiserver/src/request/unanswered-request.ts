/** A request that is held, waits, or is answered late. */
export interface UnansweredRequest {
  /** The cluster begins anew: nothing more is done, and the connection breaks. */
  breakOff(): void;
}
