import { expect, test } from "vitest";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import { isFromMaster, withRequiredToken } from "./require-token.ts";

const tokens = [
  { token: "oracle", name: "admin", groups: ["system:masters"] },
  { token: "alice", name: "alice", groups: [] },
];

function request(headers: Record<string, string>, user?: ApiRequest["user"]): ApiRequest {
  const plain = { method: "GET", path: "/api", query: [], headers, client: "unit" };
  return user === undefined ? plain : { ...plain, user };
}

function send(sent: ApiRequest): { readonly seen: ApiRequest[]; readonly answers: ApiResponse[] } {
  const seen: ApiRequest[] = [];
  const answers: ApiResponse[] = [];
  const server = {
    handle(received: ApiRequest) {
      seen.push(received);
      return () => {};
    },
  };
  withRequiredToken(server, tokens).handle(sent, (response) => answers.push(response));
  return { seen, answers };
}

test("a bearer token tells who asks", () => {
  expect(send(request({ authorization: "Bearer alice" })).seen[0]?.user?.name).toBe("alice");
});

test("a client certificate goes before a token", () => {
  const { seen } = send(request({ authorization: "Bearer alice" }, { name: "ann", groups: [] }));

  expect(seen[0]?.user?.name).toBe("ann");
});

test.each([
  ["nothing", {}],
  ["a wrong token", { authorization: "Bearer wrong" }],
  ["basic authentication", { authorization: "Basic YTpi" }],
])("%s is answered with 401 and does not reach the server", (_name, headers) => {
  const { seen, answers } = send(request(headers));

  expect(seen).toEqual([]);
  expect(answers[0]).toMatchObject({ status: 401, body: { value: { message: "Unauthorized" } } });
});

test("only members of system:masters are masters; without tokens nobody is", () => {
  const oracle = request({ authorization: "Bearer oracle" });

  expect(isFromMaster(oracle, tokens)).toBe(true);
  expect(isFromMaster(request({ authorization: "Bearer alice" }), tokens)).toBe(false);
  expect(isFromMaster(oracle, [])).toBe(false);
});
