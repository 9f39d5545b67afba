import type { ApiResponse } from "../read/api-request.ts";

const nobody = { frame: () => undefined, end: () => undefined };

/** The answer as the method wants it: without a body for HEAD. A watch that stood for it ends, as nobody will read it. */
export function forMethod(method: string, answer: ApiResponse): ApiResponse {
  if (method !== "HEAD") return answer;
  if (answer.body.kind === "watch") answer.body.stream.start(nobody)();
  return { ...answer, body: { kind: "empty" } };
}
