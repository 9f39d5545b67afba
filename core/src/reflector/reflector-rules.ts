import { isInternalError, isTooManyRequests } from "../api/status-error.ts";
import { isExpired, needsFreshList } from "./watch-errors.ts";

/** Decides what follows a list or watch that failed; planted bugs replace it, nothing else should. */
export interface ReflectorRules {
  /** RF-10, RF-27: the version to list or stream a list with. */
  listResourceVersion(known: {
    readonly last: string;
    readonly isUnavailable: boolean;
    readonly isStreaming: boolean;
  }): string;
  /** RF-19: the version to watch from. */
  watchResourceVersion(last: string): string;
  /** RF-12: whether the version asked for must be given up. */
  needsFreshList(error: unknown): boolean;
  /** RF-24: what follows an ERROR event of a live watch. */
  afterWatchError(error: unknown): "relist" | "watch" | "back-off-and-watch" | "retry-if-internal";
  /** RF-37, RF-38: whether an accepted event moves the resume version. */
  movesResourceVersion(event: { readonly type: string; readonly isOrdered: boolean }): boolean;
}

/** What client-go does. */
export const reflectorRules: ReflectorRules = {
  listResourceVersion: ({ last, isUnavailable, isStreaming }) => {
    if (isUnavailable) return "";
    if (last === "" && !isStreaming) return "0";
    return last;
  },
  watchResourceVersion: (last) => last,
  needsFreshList,
  afterWatchError: (error) => {
    if (isExpired(error)) return "relist";
    if (isTooManyRequests(error)) return "back-off-and-watch";
    return isInternalError(error) ? "retry-if-internal" : "relist";
  },
  movesResourceVersion: ({ type, isOrdered }) =>
    isOrdered || type === "MODIFIED" || type === "DELETED" || type === "BOOKMARK",
};
