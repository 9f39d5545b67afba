import { expect, test } from "vitest";
import type { ApiRequest, ApiResponse } from "../request/api-request.ts";
import { Authenticator, withAuthentication } from "./authenticate.ts";

const authenticator = new Authenticator([
  { token: "oracle", name: "admin", groups: ["system:masters"] },
  { token: "alice", name: "alice", groups: [] },
]);

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
  withAuthentication(server, authenticator).handle(sent, (response) => answers.push(response));
  return { seen, answers };
}

test("a bearer token tells who asks, in group system:authenticated", () => {
  const { seen } = send(request({ authorization: "Bearer alice" }));

  expect(seen[0]?.user).toEqual({ name: "alice", groups: ["system:authenticated"] });
});

test("a client certificate goes before a token", () => {
  const { seen } = send(
    request({ authorization: "Bearer alice" }, { name: "ann", groups: ["lab"] }),
  );

  expect(seen[0]?.user?.name).toBe("ann");
});

test.each([
  ["nothing", {}],
  ["a wrong token", { authorization: "Bearer wrong" }],
  ["basic authentication", { authorization: "Basic YTpi" }],
])("%s is answered with 401 and no details", (_name, headers) => {
  const { seen, answers } = send(request(headers));

  expect(seen).toEqual([]);
  expect(answers[0]).toMatchObject({
    status: 401,
    body: {
      value: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Unauthorized",
        reason: "Unauthorized",
        code: 401,
      },
    },
  });
});

test("only members of system:masters are masters", () => {
  expect(authenticator.isMaster(request({ authorization: "Bearer oracle" }))).toBe(true);
  expect(authenticator.isMaster(request({ authorization: "Bearer alice" }))).toBe(false);
});
