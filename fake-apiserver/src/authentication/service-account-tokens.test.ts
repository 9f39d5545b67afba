import { createPublicKey, verify } from "node:crypto";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import type { ApiResponse } from "../request/read/api-request.ts";

const path = "/api/v1/namespaces/default/serviceaccounts/bot/token";

function lab() {
  const simulation = new Simulation({ startAt: Date.UTC(2026, 0, 1) });
  const cluster = createCluster({
    environment: simulation,
    objects: {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "bot", namespace: "default" },
    },
  });
  return { simulation, cluster };
}

function ask(
  cluster: FakeCluster,
  method: string,
  where: string,
  { body, token }: { readonly body?: object; readonly token?: string } = {},
): { readonly status: number; readonly value: Record<string, never> } {
  let answer: ApiResponse | undefined;
  cluster.apiserver.handle(
    {
      method,
      path: where,
      query: [],
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      client: "test",
      ...(body === undefined ? {} : { body }),
    },
    (response) => {
      answer = response;
    },
  );
  return { status: answer?.status ?? 0, value: contentOf(answer) as Record<string, never> };
}

/** Documents are served as their text, objects as values. */
function contentOf(answer: ApiResponse | undefined): unknown {
  if (answer?.body.kind === "text") return JSON.parse(answer.body.text);
  return answer?.body.kind === "json" ? answer.body.value : {};
}

function newToken(cluster: FakeCluster, spec: object = {}): string {
  const { value } = ask(cluster, "POST", path, { body: { spec } });
  return (value as unknown as { status: { token: string } }).status.token;
}

test("a token is signed by the key that the server publishes", () => {
  const { cluster } = lab();

  const [header = "", payload = "", signature = ""] = newToken(cluster).split(".");
  const { value } = ask(cluster, "GET", "/openid/v1/jwks");

  const [key] = (value as unknown as { keys: readonly JsonWebKey[] }).keys;
  const publicKey = createPublicKey({ key: key as never, format: "jwk" });
  const isGood = verify(
    "sha256",
    Buffer.from(`${header}.${payload}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  expect(isGood).toBe(true);
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
    sub: "system:serviceaccount:default:bot",
    aud: ["https://kubernetes.default.svc"],
  });
});

test("who comes with a token is the account, and no more than that", () => {
  const { cluster } = lab();
  const token = newToken(cluster);

  expect(
    ask(cluster, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { token, body: {} }),
  ).toMatchObject({
    status: 201,
    value: { status: { userInfo: { username: "system:serviceaccount:default:bot" } } },
  });
  expect(ask(cluster, "GET", "/api/v1/nodes", { token }).status).toBe(403);
});

test.for([
  ["its time is over", ({ simulation }: ReturnType<typeof lab>) => simulation.advanceBy(661_000)],
  [
    "its account is gone",
    ({ cluster }: ReturnType<typeof lab>) => cluster.delete("serviceaccounts/default/bot"),
  ],
] as const)("a token ends when %s", ([, end]) => {
  const world = lab();
  const token = newToken(world.cluster, { expirationSeconds: 600 });
  const before = ask(world.cluster, "GET", "/api/v1/nodes", { token }).status;

  end(world);

  expect(before).toBe(403);
  expect(ask(world.cluster, "GET", "/api/v1/nodes", { token }).status).toBe(401);
});

test("a token that somebody has changed is refused", () => {
  const { cluster } = lab();
  const [header = "", payload = "", signature = ""] = newToken(cluster).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString(
    "base64url",
  );

  const token = `${header}.${forged}.${signature}`;

  expect(ask(cluster, "GET", "/api/v1/nodes", { token }).status).toBe(401);
});

test("admin, edit and view have the rules of the roles that they collect", () => {
  const { cluster } = lab();
  const bound = createCluster({ controllers: { clusterRoles: true } });

  const rulesOf = (one: FakeCluster, name: string): number =>
    (
      one.get(`clusterroles.rbac.authorization.k8s.io/${name}`) as {
        rules?: readonly object[] | null;
      }
    ).rules?.length ?? 0;

  expect(rulesOf(cluster, "view")).toBe(0);
  expect(rulesOf(bound, "view")).toBeGreaterThan(10);
  expect(rulesOf(bound, "admin")).toBeGreaterThan(rulesOf(bound, "edit"));
});
