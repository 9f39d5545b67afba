import type { ListOptions } from "@informerlab/core";
import type { RecordedExchange } from "../recording/read-recording.ts";
import { parseListOptions } from "../request/read/list-options.ts";
import { parseRoute, type RequestAttributes } from "../request/read/route.ts";

/** What an exchange of a recording asked for. */
export interface RecordedCall {
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Undefined for paths that are no resources. */
  readonly attributes: RequestAttributes | undefined;
  readonly options: ListOptions;
}

/** Reads method, path and query again as the recorder saw them. */
export function recordedCall({ asked }: RecordedExchange): RecordedCall {
  const { method, path: target } = asked;
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = queryOf(mark < 0 ? "" : target.slice(mark + 1));
  const route = parseRoute({ method, path, query });
  return {
    path,
    query,
    attributes: route?.kind === "resource" ? route.attributes : undefined,
    options: optionsOf(query),
  };
}

/** Of a repeated name the first counts. */
function queryOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split("&").filter((pair) => pair !== "");
  return new Map(
    pairs.reverse().map((pair) => {
      const [name = "", value = ""] = pair.split("=", 2).map(decodeURIComponent);
      return [name, value];
    }),
  );
}

function optionsOf(query: ReadonlyMap<string, string>): ListOptions {
  try {
    return parseListOptions(query);
  } catch {
    return {};
  }
}
