import type { OtherHandler } from "../request/other-paths.ts";

const folder = "debug/api_priority_and_fairness";

/** Who waits and who is served, for people to read. */
export const serveDumps: OtherHandler = (server, { segments, query }) => {
  if (segments.slice(0, 2).join("/") !== folder || segments.length !== 3) return undefined;
  const withDetails = (query.get("includeRequestDetails") ?? "") !== "";
  const text = server.flowControl.dump(segments[2] ?? "", withDetails);
  if (text === undefined) return undefined;
  return {
    status: 200,
    headers: {
      "cache-control": "no-cache, private",
      "content-type": "text/plain; charset=utf-8",
    },
    body: { kind: "text", text },
  };
};
