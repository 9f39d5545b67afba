import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AdmissionPending } from "../../../../admission/admission-pending.ts";
import type { TokenOpinion } from "../../../../authentication/token-authenticator.ts";
import { CertificateAuthority } from "../../certificates.ts";
import { kubeApiserverFlags } from "../flags/kube-apiserver-flags.ts";
import { parseFlags } from "../flags/parse-flags.ts";
import { readAuthenticationFlags } from "./authentication-flags.ts";
import { TokenIssuers } from "./token-issuers.ts";

const authority = new CertificateAuthority();
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-issuers-"));
const path = join(folder, "authentication.yaml");
let server: Server;
let url: string;

/** Issuers are `/one`, `/two` and so on; the one named `/mute` never answers. */
beforeAll(async () => {
  const { certificate, key } = authority.issueServer(["127.0.0.1"]);
  server = createServer({ cert: certificate, key }, (request, response) => {
    const [, name = "", what] = (request.url ?? "").split("/");
    if (name === "mute") return;
    const shown =
      what === "keys"
        ? { keys: [{ ...pair.publicKey.export({ format: "jwk" }), kid: "k" }] }
        : { issuer: `${url}/${name}`, jwks_uri: `${url}/${name}/keys` };
    response.end(JSON.stringify(shown));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

function config(issuer: string, prefix: string, more = ""): string {
  const trusted = authority.certificate.trim().replaceAll("\n", "\n      ");
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
${more}
jwt:
- issuer:
    url: ${url}/${issuer}
    audiences: [me]
    certificateAuthority: |
      ${trusted}
  claimMappings: {username: {claim: sub, prefix: "${prefix}"}}
`;
}

/** What is said of ann's token of an issuer, once its keys are there. */
async function nameOf(issuers: TokenIssuers, issuer: string): Promise<string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: `${url}/${issuer}`, aud: "me", sub: "ann", exp: 4_000_000_000 };
  const signed = `${part({ alg: "ES256", kid: "k" })}.${part(claims)}`;
  const key = { key: pair.privateKey, dsaEncoding: "ieee-p1363" } as const;
  const token = `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
  const opinion = await answered(() => issuers.authenticate(token));
  return opinion.kind === "valid" ? opinion.user.name : opinion.kind;
}

async function answered(ask: () => TokenOpinion): Promise<TokenOpinion> {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof AdmissionPending)) throw error;
    await new Promise<void>((resolve) => error.begin(resolve));
    return ask();
  }
}

async function opened(content: string, timeoutMs = 10_000): Promise<TokenIssuers> {
  writeFileSync(path, content);
  const flags = parseFlags([`--authentication-config=${path}`], kubeApiserverFlags);
  const issuers = new TokenIssuers(await readAuthenticationFlags(flags), {
    now: () => 0,
    warn: () => undefined,
    timeoutMs,
  });
  return issuers;
}

test("what a changed file says counts once its issuers answer", async () => {
  const issuers = await opened(config("one", "a:"));

  writeFileSync(path, config("one", "b:"));
  await issuers.reload();
  expect(await nameOf(issuers, "one")).toBe("b:ann");
  writeFileSync(path, config("two", "c:"));
  await issuers.reload();

  expect(await nameOf(issuers, "two")).toBe("c:ann");
  expect(await nameOf(issuers, "one")).toBe("foreign");
  issuers.close();
});

test("a file without issuers ends their tokens", async () => {
  const issuers = await opened(config("one", "a:"));

  writeFileSync(
    path,
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n",
  );
  await issuers.reload();

  expect(await nameOf(issuers, "one")).toBe("foreign");
});

test.for<readonly [what: string, content: () => string, problem: RegExp]>([
  ["cannot be read", () => "kind: Foo", /Object 'apiVersion' is missing/],
  [
    "is wrong",
    () => config("one", "b:").replace("[me]", "[]"),
    /audiences: Required value: at least one/,
  ],
  [
    "says anew who may ask without a token",
    () => config("one", "b:", "anonymous: {enabled: true}"),
    /anonymous: Forbidden: changed from initial configuration file/,
  ],
])("of a file that %s it is told once, and those of before go on", async ([, content, problem]) => {
  const issuers = await opened(config("one", "a:"));
  await issuers.reload();

  writeFileSync(path, content());
  await expect(issuers.reload()).rejects.toThrow(problem);
  await issuers.reload();

  expect(await nameOf(issuers, "one")).not.toBe("foreign");
  issuers.close();
});

test("an issuer that does not answer is asked again, and those of before go on", async () => {
  const issuers = await opened(config("one", "a:"), 50);

  writeFileSync(path, config("mute", "b:"));
  await expect(issuers.reload()).rejects.toThrow("an issuer did not answer in time");
  await expect(issuers.reload()).rejects.toThrow("an issuer did not answer in time");

  expect(await nameOf(issuers, "mute")).toBe("foreign");
  issuers.close();
});
