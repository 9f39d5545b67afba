import type { ApiResponse, ResponseBody } from "../read/api-request.ts";

const nothing: ResponseBody = { kind: "unsent", content: { kind: "text", text: "" } };
const nobody = { frame: () => undefined, end: () => undefined };

/** The answer as the method wants it: without a body for HEAD. A watch that stood for it ends, as nobody will read it. */
export function forMethod(method: string, answer: ApiResponse): ApiResponse {
  return method === "HEAD" ? { ...answer, body: unsent(answer.body) } : answer;
}

function unsent(body: ResponseBody): ResponseBody {
  switch (body.kind) {
    case "json":
    case "long-list":
    case "text":
    case "bytes":
      return { kind: "unsent", content: body };
    case "watch":
      body.stream.start(nobody)();
      return nothing;
    case "empty":
      return nothing;
    default:
      return body;
  }
}
