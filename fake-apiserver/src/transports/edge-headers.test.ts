import { expect, test } from "vitest";
import type { ApiResponse } from "../request/read/api-request.ts";
import { requestOf } from "../testing/send.ts";
import { withEdgeHeaders } from "./edge-headers.ts";

const server = withEdgeHeaders(
  {
    handle(_request, respond) {
      respond({ status: 401, headers: { "content-type": "a" }, body: { kind: "empty" } });
      return () => undefined;
    },
  },
  {
    allowedOrigins: ["^https://a\\.example$"],
    transportSecurity: ["max-age=60", "preload"],
    drawAuditId: () => "drawn",
  },
);

function ask(method: string, headers: Readonly<Record<string, string>>): ApiResponse | undefined {
  let answer: ApiResponse | undefined;
  server.handle(requestOf(method, "/api", { headers }), (given) => {
    answer = given;
  });
  return answer;
}

test("a page of an allowed origin may ask, and is told so before it does", () => {
  expect(ask("OPTIONS", { origin: "https://a.example" })).toMatchObject({
    status: 204,
    headers: {
      "access-control-allow-origin": "https://a.example",
      "audit-id": "drawn",
      "strict-transport-security": "max-age=60; preload",
    },
  });
  expect(ask("GET", { origin: "https://a.example" })).toMatchObject({
    status: 401,
    headers: { "access-control-allow-credentials": "true", "content-type": "a" },
  });
});

test("pages of other origins are told nothing, and every answer asks for HTTPS", () => {
  const answer = ask("OPTIONS", { origin: "https://b.example" });

  expect(answer?.status).toBe(401);
  expect(answer?.headers).toEqual({
    "content-type": "a",
    "strict-transport-security": "max-age=60; preload",
  });
});
