import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { toUtf8 } from "../codec/bytes/base64.ts";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { encodeBase64UrlBytes } from "./base64url-bytes.ts";
import { drawnKey } from "./drawn-key.ts";

// Every answer was given by kube-apiserver v1.35.4 to a token that was signed by its own key.
const issuer = "https://kubernetes.default.svc";
const now = Date.UTC(2026, 0, 1) / 1000;

interface Forgery {
  readonly cluster: FakeCluster;
  readonly uid: string;
  readonly podUid: string;
  /** What a TokenReview says of a token with these claims and this header. */
  review(claims?: object, header?: object): unknown;
  reviewText(payload: string, change?: (token: string) => string): unknown;
}

function forgery(): Forgery {
  const simulation = new Simulation({ startAt: now * 1000 });
  const key = drawnKey(simulation.random.fork("key"));
  const cluster = createCluster({
    environment: simulation,
    serviceAccountTokens: { key, issuer },
  });
  const metadata = { name: "bot", namespace: "default" };
  const made = (object: object): string =>
    cluster.create(object as KubernetesObject).metadata?.uid ?? "";
  const uid = made({ apiVersion: "v1", kind: "ServiceAccount", metadata });
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata,
    spec: { serviceAccountName: "bot", containers: [{ name: "c", image: "i" }] },
  };
  const podUid = made(pod);
  const encoded = (text: string): string => encodeBase64UrlBytes(toUtf8(text));
  const signed = (payload: string, header: object = {}): string => {
    const text = `${encoded(JSON.stringify({ alg: "ES256", kid: key.id, ...header }))}.${encoded(payload)}`;
    return `${text}.${encodeBase64UrlBytes(key.sign(toUtf8(text)))}`;
  };
  const ask = (token: string): unknown => statusOf(cluster, token);
  return {
    cluster,
    uid,
    podUid,
    review: (claims = {}, header = {}) =>
      ask(signed(JSON.stringify({ ...goodClaims(uid), ...claims }), header)),
    reviewText: (payload, change = (token) => token) => ask(change(signed(payload))),
  };
}

function goodClaims(uid: string): object {
  return {
    aud: [issuer],
    exp: now + 3600,
    iat: now,
    iss: issuer,
    jti: "j",
    "kubernetes.io": { namespace: "default", serviceaccount: { name: "bot", uid } },
    nbf: now,
    sub: "system:serviceaccount:default:bot",
  };
}

function statusOf(cluster: FakeCluster, token: string): unknown {
  let status: unknown;
  cluster.apiserver.handle(
    {
      method: "POST",
      path: "/apis/authentication.k8s.io/v1/tokenreviews",
      query: [],
      headers: { "content-type": "application/json" },
      client: "test",
      body: { spec: { token } } as KubernetesObject,
    },
    ({ body }) => {
      const review = body.kind === "json" ? (body.value as { status?: object }) : {};
      status = review.status;
    },
  );
  return status;
}

const good = expect.objectContaining({ authenticated: true });
const says = (problem: string): object => ({
  user: {},
  error: `[invalid bearer token, ${problem}]`,
});
const foreign = { user: {}, error: "invalid bearer token" };
const notTime = says("go-jose/go-jose/jwt: expected number value to unmarshal NumericDate");
const notAudience = says(
  "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience",
);
const notText = (kind: string): object =>
  says(`json: cannot unmarshal ${kind} into Go value of type string`);
const expired = says("service account token has expired");

test.for<readonly [claims: object, answer: unknown]>([
  [{}, good],
  [{ exp: now - 50 }, good],
  [{ exp: now - 90 }, expired],
  [{ exp: null }, good],
  [{ exp: 1.5 }, expired],
  [{ exp: 1e300 }, expired],
  [{ exp: "1" }, notTime],
  [{ nbf: now + 50 }, good],
  [{ nbf: now + 90 }, says("service account token is not valid yet")],
  [{ nbf: now + 60.9 }, good],
  [{ nbf: true }, notTime],
  [{ iat: now + 50 }, good],
  [{ iat: now + 90 }, says("service account token is issued in the future")],
  [{ iat: {} }, notTime],
  [{ sub: "admin" }, good],
  [{ sub: 0 }, notText("number")],
  [{ jti: [] }, notText("array")],
  [{ jti: false }, notText("bool")],
  [{ aud: undefined }, good],
  [{ aud: [] }, good],
  [{ aud: issuer }, good],
  [{ aud: null }, notAudience],
  [{ aud: [1] }, notAudience],
  [{ aud: "x" }, says(`token audiences ["x"] is invalid for the target audiences ["${issuer}"]`)],
  [{ iss: undefined, ISS: issuer }, says('token issuer "" is invalid')],
  [{ iss: 1 }, foreign],
  [{ iss: "https://elsewhere" }, foreign],
  [
    { "kubernetes.io": "x" },
    says("json: cannot unmarshal string into Go value of type serviceaccount.kubernetes"),
  ],
  [{ "kubernetes.io": null }, says("resource name may not be empty")],
])("a token with the claims %j is answered as the real server answers it", ([claims, answer]) => {
  expect(forgery().review(claims)).toEqual(answer);
});

test.for<readonly [claims: object, answer: (forged: Forgery) => unknown]>([
  [{ namespace: "kube-system" }, () => says('serviceaccounts "bot" not found')],
  [{ namespace: 1 }, () => notText("number")],
  [
    { serviceaccount: { name: "bot" } },
    ({ uid }) => says(`service account UID (${uid}) does not match claim ()`),
  ],
  [
    { pod: { name: "bot" } },
    ({ podUid }) => says(`pod UID (${podUid}) does not match service account pod ref claim ()`),
  ],
  [{ pod: null }, () => good],
  [{ pod: {} }, () => says("service account token has been invalidated")],
  [
    { pod: [] },
    () => says("json: cannot unmarshal array into Go value of type serviceaccount.ref"),
  ],
  [{ secret: { name: "s", uid: "u" } }, () => says("service account token has been invalidated")],
  [{ node: { name: "n", uid: "u" } }, () => says("service account token has been invalidated")],
  [{ warnafter: "x" }, () => notTime],
  [{ warnafter: now - 10 }, () => good],
])("a token whose claims of an account have %j is answered as there", ([claims, answer]) => {
  const forged = forgery();
  const { uid } = forged;
  const own = { namespace: "default", serviceaccount: { name: "bot", uid }, ...claims };

  expect(forged.review({ "kubernetes.io": own })).toEqual(answer(forged));
});

const bad = says("go-jose/go-jose: error in cryptographic primitive");

test.for<readonly [header: object, answer: unknown]>([
  [{ kid: undefined }, good],
  [{ kid: "another" }, says("invalid signature, no keys found")],
  [{ kid: 1 }, foreign],
  [{ alg: "none" }, bad],
  [{ alg: "es256" }, bad],
  [{ alg: undefined }, bad],
  [{ crit: ["exp"] }, bad],
  [{ typ: "JWT", other: 1 }, good],
  [{ jwk: { kty: "oct", k: "AA" } }, foreign],
])("a token with %j in its header is answered as there", ([header, answer]) => {
  expect(forgery().review({}, header)).toEqual(answer);
});

test("a claim that stands twice is a mistake, where it is one that is read", () => {
  const forged = forgery();
  const claims = JSON.stringify(goodClaims(forged.uid)).slice(0, -1);

  expect(forged.reviewText(`${claims},"sub":"x"}`)).toEqual(
    says("json: duplicate key 'sub' in object"),
  );
  expect(forged.reviewText(`${claims},"other":{"a":1,"a":2}}`)).toEqual(good);
});

test.for<readonly [change: (token: string) => string, answer: unknown]>([
  [(token) => `${token}==`, foreign],
  [(token) => `${token}.x`, foreign],
  [(token) => token.slice(0, token.lastIndexOf(".")), foreign],
  [(token) => token.slice(0, token.lastIndexOf(".") + 1), bad],
  [(token) => token.replace(".", ".\n"), good],
])("a token is three parts in the base64 of web tokens (%#)", ([change, answer]) => {
  const forged = forgery();

  expect(forged.reviewText(JSON.stringify(goodClaims(forged.uid)), change)).toEqual(answer);
});
