import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { createFetchHandler } from "../../fetch/fetch-handler.ts";
import { CertificateAuthority } from "../certificates.ts";
import { JwtAuthenticator, jwtAlgorithms } from "./jwt-authenticator.ts";

const authority = new CertificateAuthority();
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
let keys: readonly { readonly id: string; readonly pair: ReturnType<typeof pair> }[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  const { certificate, key } = authority.issueServer(["127.0.0.1"]);
  server = createServer({ cert: certificate, key }, (request, response) => {
    const shown =
      request.url === "/keys"
        ? {
            keys: keys.map(({ id, pair }) => ({
              ...pair.publicKey.export({ format: "jwk" }),
              kid: id,
            })),
          }
        : { issuer: url, jwks_uri: `${url}/keys` };
    response.end(JSON.stringify(shown));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

function tokenOf(key: { readonly id: string; readonly pair: ReturnType<typeof pair> }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: url, aud: "me", sub: "ann", exp: 4_000_000_000 };
  const signed = `${part({ alg: "ES256", kid: key.id })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), {
    key: key.pair.privateKey,
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}

function authenticator(trusted: string, warn: (line: string) => void): JwtAuthenticator {
  return new JwtAuthenticator({
    config: {
      issuer: { url, audiences: ["me"], certificateAuthority: trusted },
      claimMappings: { username: { claim: "sub", prefix: "" } },
    },
    algorithms: jwtAlgorithms,
    now: () => 0,
    warn,
  });
}

test("a key that is new is fetched while the request waits", async () => {
  const first = { id: "first", pair: pair() };
  const second = { id: "second", pair: pair() };
  keys = [first];
  const jwt = authenticator(authority.certificate, () => undefined);
  await using cluster = createCluster({
    tokens: [{ token: "admin", name: "admin", groups: ["system:masters"] }],
    tokenAuthenticators: [jwt],
  });
  const ask = createFetchHandler(cluster);
  const statusFor = async (token: string): Promise<number> => {
    const answer = await ask("/api", { headers: { authorization: `Bearer ${token}` } });
    await answer.text();
    return answer.status;
  };

  await expect.poll(() => statusFor(tokenOf(first))).toBe(200);
  expect(await statusFor(tokenOf(second))).toBe(401);
  keys = [second];
  const third = { id: "third", pair: pair() };
  keys = [second, third];
  expect(await statusFor(tokenOf(third))).toBe(200);
  jwt.close();
});

test("why an issuer cannot be reached is told", async () => {
  const lines: string[] = [];
  const jwt = authenticator(new CertificateAuthority().certificate, (line) => lines.push(line));

  await expect
    .poll(() => lines)
    .toEqual([
      `oidc authenticator: initializing plugin: Get "${url}/.well-known/openid-configuration": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ]);
  expect(jwt.authenticate(tokenOf({ id: "a", pair: pair() }))).toEqual({
    kind: "invalid",
    problem: "oidc: authenticator not initialized",
  });
  jwt.close();
});
