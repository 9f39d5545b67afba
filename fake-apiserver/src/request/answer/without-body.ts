import type { ApiResponse } from "../read/api-request.ts";

const nobody = { frame: () => undefined, end: () => undefined };

/** The answer to a HEAD. A watch that stood for the body ends: nobody will read it. */
export function withoutBody(answer: ApiResponse): ApiResponse {
  if (answer.body.kind === "watch") answer.body.stream.start(nobody)();
  return { ...answer, body: { kind: "empty" } };
}
