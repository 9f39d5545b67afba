import type { ApiResponse } from "./api-request.ts";

/** Whether a path has an escape that is none: `%zz`. */
export function isBrokenPath(path: string): boolean {
  return path.includes("%") && /%(?![\da-f]{2})/i.test(path);
}

/** What Go's HTTP server says before it hands a request to anybody. @see Go net/http server.go */
export const brokenPathAnswer: ApiResponse = {
  status: 400,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: { kind: "text", text: "400 Bad Request" },
};
