import type { Random } from "@informerlab/core";
import { toUuid } from "../../../request/draw-names.ts";
import { type EdgeOptions, withEdgeHeaders } from "../../edge-headers.ts";
import type { ServeOptions } from "../http/http-server.ts";
import type { ServedClusters } from "../local-server.ts";

/** What another command line than ours says of a server's edge. */
export interface EdgeParts {
  /** What it says to browsers. */
  readonly edge?: Omit<EdgeOptions, "drawAuditId">;
  /** How likely a connection of HTTP/2 ends after a request, from 0 to 1. */
  readonly goAwayChance?: number;
}

/** What stands between clients and clusters; nothing where nothing is said. */
export function edgeOf({ edge }: EdgeParts, random: Random): Pick<ServedClusters, "edge"> {
  if (edge === undefined) return {};
  const drawAuditId = (): string => toUuid(random);
  return { edge: (handler) => withEdgeHeaders(handler, { ...edge, drawAuditId }) };
}

/** @see kubernetes apiserver pkg/server/filters/goaway.go */
export function endingConnections(
  { goAwayChance = 0 }: EdgeParts,
  random: Random,
): Pick<ServeOptions, "endsConnection"> {
  return goAwayChance === 0 ? {} : { endsConnection: () => random.next() < goAwayChance };
}
