import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import type { ApiRequest } from "../request/read/api-request.ts";
import { jsonOf, send } from "../testing/send.ts";

// What a kube-apiserver v1.35.4 with --requestheader-client-ca-file and the usual headers answers.

const proxied: Partial<ApiRequest> = {
  user: { name: "front-proxy", groups: [] },
  userAuthority: "AA:BB",
};

function ask(request: Partial<ApiRequest>, headers: Readonly<Record<string, string>> = {}) {
  const cluster = createCluster({
    environment: new Simulation(),
    anonymousAuth: true,
    tokens: [{ token: "t", name: "ann", groups: [] }],
    frontProxy: {
      authorityFingerprints: ["AA:BB"],
      allowedNames: ["front-proxy"],
      usernameHeaders: ["X-Remote-User"],
      uidHeaders: ["X-Remote-Uid"],
      groupHeaders: ["X-Remote-Group"],
      extraHeadersPrefixes: ["X-Remote-Extra-"],
    },
  });
  const answer = send(cluster, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
    ...request,
    headers: { "content-type": "application/json", ...headers },
    body: "{}",
  });
  const { status, code } = jsonOf(answer) as {
    readonly status: { readonly userInfo?: object };
    readonly code?: number;
  };
  return status.userInfo ?? code;
}

test("a proxy says who asks", () => {
  expect(
    ask(proxied, {
      "x-remote-user": "zoe",
      "x-remote-uid": "u1",
      "x-remote-group": "g1, g2",
      "x-remote-extra-scopes": "a",
      "x-remote-extra-acme.com%2fproject": "p",
      "x-remote-extra-constructor": "c",
    }),
  ).toEqual({
    username: "zoe",
    uid: "u1",
    groups: ["g1", "g2", "system:authenticated"],
    extra: { "acme.com/project": ["p"], constructor: ["c"], scopes: ["a"] },
  });
});

test.for([
  ["without a name", proxied],
  ["that is another one", { ...proxied, user: { name: "other", groups: [] } }],
  ["of an unknown authority", { hasUnknownCertificate: true }],
] as const)("a certificate %s proves nothing, and is not anonymous", ([, request]) => {
  const named = request === proxied ? {} : { "x-remote-user": "zoe" };

  expect(ask(request, named)).toBe(401);
  expect(ask(request, { ...named, authorization: "Bearer t" })).toMatchObject({ username: "ann" });
});

test("headers of anybody else say nothing", () => {
  expect(
    ask({ user: { name: "ann", groups: [] }, userAuthority: "CC" }, { "x-remote-user": "zoe" }),
  ).toMatchObject({ username: "ann" });
  expect(ask({}, { "x-remote-user": "zoe" })).toBe(403);
});
