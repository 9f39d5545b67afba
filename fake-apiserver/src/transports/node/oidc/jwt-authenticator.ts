import { constants, verify } from "node:crypto";
import { AdmissionPending } from "../../../admission/admission-pending.ts";
import { decodeBase64UrlBytes } from "../../../authentication/base64url-bytes.ts";
import { ClaimsMapper } from "../../../authentication/jwt/claims-mapper.ts";
import type { JwtConfig } from "../../../authentication/jwt/jwt-config.ts";
import type {
  TokenAuthenticator,
  TokenOpinion,
} from "../../../authentication/token-authenticator.ts";
import { fromUtf8 } from "../../../codec/bytes/base64.ts";
import { BoundedCache } from "../../../codec/bytes/bounded-cache.ts";
import { goJsonType, trimmedEnd } from "../../../codec/go/go-text.ts";
import { isPlainObject, type PlainObject, textOf } from "../../../codec/json/plain-object.ts";
import { messageOf } from "../../../codec/message-of.ts";
import { IssuerKeys, type KeySource } from "./issuer-keys.ts";

/** How a {@link JwtAuthenticator} is made. */
export interface JwtAuthenticatorOptions {
  /** What has been checked. */
  readonly config: JwtConfig;
  readonly algorithms: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told why the issuer cannot be reached. */
  readonly warn: (line: string) => void;
  /** @defaultValue those of the issuer, fetched from there */
  readonly keys?: KeySource;
}

/** All that there are. */
export const jwtAlgorithms: readonly string[] = [
  "ES256",
  "ES384",
  "ES512",
  "PS256",
  "PS384",
  "PS512",
  "RS256",
  "RS384",
  "RS512",
];

/** What Go takes for a time where there is none. */
const goZeroSeconds = -62_135_596_800;
const leewayMs = 60_000;
const rememberedCharactersMax = 1 << 20;

/** A token in its parts. */
interface Jwt {
  readonly header: PlainObject;
  readonly claims: PlainObject;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Knows the tokens of one issuer, by keys that it fetches from there.
 *
 * @see kubernetes apiserver plugin/pkg/authenticator/token/oidc/oidc.go
 */
export class JwtAuthenticator implements TokenAuthenticator {
  readonly #options: JwtAuthenticatorOptions;
  readonly #keys: KeySource;
  readonly #mapper: ClaimsMapper;
  /** Tokens whose keys have been fetched once for them, and what went wrong. */
  readonly #asked = new BoundedCache<{ readonly problem: string | undefined }>(
    rememberedCharactersMax,
  );

  constructor(options: JwtAuthenticatorOptions) {
    this.#options = options;
    this.#mapper = new ClaimsMapper(options.config);
    this.#keys = options.keys ?? new IssuerKeys(options.config.issuer ?? {}, options.warn);
  }

  authenticate(token: string): TokenOpinion {
    const jwt = parseJwt(token);
    if (jwt === undefined || issuerOf(jwt) !== this.#options.config.issuer?.url)
      return { kind: "foreign" };
    try {
      if (!this.#keys.isReady) throw new Error("oidc: authenticator not initialized");
      const problem = this.#problemOf(jwt) ?? this.#signatureProblem(jwt, token);
      if (problem !== undefined) throw new Error(`oidc: verify token: ${problem}`);
      return { kind: "valid", user: this.#mapper.userOf(jwt.claims) };
    } catch (error) {
      if (error instanceof AdmissionPending) throw error;
      return { kind: "invalid", problem: messageOf(error) };
    }
  }

  /** Resolves once its issuer has said where its keys are. */
  whenReady(): Promise<void> {
    return this.#keys.whenReady();
  }

  close(): void {
    this.#keys.close();
  }

  #problemOf({ header, claims }: Jwt): string | undefined {
    const { audiences = [] } = this.#options.config.issuer ?? {};
    const own = audiencesOf(claims);
    const wrong = textClaims.find((name) => typeof (claims[name] ?? "") !== "string");
    if (wrong !== undefined)
      return `oidc: failed to unmarshal claims: json: cannot unmarshal ${goJsonType(claims[wrong])} into Go struct field idToken.${wrong} of type string`;
    if (audiences.length === 1 && !own.includes(audiences[0] ?? ""))
      return `oidc: expected audience ${JSON.stringify(audiences[0])} got ${listed(own)}`;
    const now = this.#options.now();
    const { exp = goZeroSeconds, nbf } = claims;
    if (Number(exp) * 1000 < now)
      return `oidc: token is expired (Token Expiry: ${goTime(Number(exp))})`;
    if (nbf !== undefined && now + leewayMs < Number(nbf) * 1000)
      return `oidc: current time ${goTime(now / 1000)} before the nbf (not before) time: ${goTime(Number(nbf))}`;
    const algorithm = textOf(header["alg"]);
    const { algorithms } = this.#options;
    if (!algorithms.includes(algorithm))
      return `oidc: id token signed with unsupported algorithm, expected ${listed(algorithms)} got ${JSON.stringify(algorithm)}`;
    return undefined;
  }

  /** @throws AdmissionPending where the keys have to be fetched first */
  #signatureProblem(jwt: Jwt, token: string): string | undefined {
    const id = textOf(jwt.header["kid"]);
    const isSigned = this.#keys.keys.some(
      ({ id: own, key }) => (id === "" || own === id) && isSignedBy(jwt, key),
    );
    if (isSigned) return this.#audienceProblem(jwt);
    const asked = this.#asked.get(token);
    if (asked !== undefined)
      return `failed to verify signature: ${asked.problem === undefined ? "failed to verify id token signature" : `fetching keys ${asked.problem}`}`;
    throw new AdmissionPending((done) => {
      void this.#keys.refresh().then((problem) => {
        this.#asked.set(token, { problem });
        done();
      });
      return () => undefined;
    }, "the keys of an issuer are fetched");
  }

  /** Of several audiences one is enough. */
  #audienceProblem({ claims }: Jwt): string | undefined {
    const { audiences = [] } = this.#options.config.issuer ?? {};
    const own = audiencesOf(claims);
    if (own.some((one) => audiences.includes(one))) return undefined;
    return `oidc: expected audience in ${listed([...audiences].sort())} got ${listed(own)}`;
  }
}

/** Claims that are texts where they are there. */
const textClaims = ["sub", "nonce", "at_hash"];

function audiencesOf(claims: PlainObject): readonly string[] {
  return [claims["aud"] ?? []].flat().map(textOf);
}

/** Texts as Go prints them with `%q`. */
function listed(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(" ")}]`;
}

function issuerOf({ claims }: Jwt): string {
  const issuer = textOf(claims["iss"]);
  return issuer === "accounts.google.com" ? "https://accounts.google.com" : issuer;
}

function parseJwt(token: string): Jwt | undefined {
  const parts = token.split(".");
  const [header = "", payload = "", signature = ""] = parts;
  if (parts.length !== 3) return undefined;
  try {
    const [head, claims] = [header, payload].map((part): unknown =>
      JSON.parse(fromUtf8(decodeBase64UrlBytes(part) ?? new Uint8Array())),
    );
    const bytes = decodeBase64UrlBytes(signature);
    if (!isPlainObject(head) || !isPlainObject(claims) || bytes === undefined) return undefined;
    return { header: head, claims, signed: Buffer.from(`${header}.${payload}`), signature: bytes };
  } catch {
    return undefined;
  }
}

/** A key of the wrong kind has not signed it. */
function isSignedBy(
  { header, signed, signature }: Jwt,
  key: Parameters<typeof verify>[2],
): boolean {
  const algorithm = textOf(header["alg"]);
  const padding = algorithm.startsWith("PS")
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
    : {};
  const options = { key, dsaEncoding: "ieee-p1363", ...padding } as Parameters<typeof verify>[2];
  try {
    return verify(`sha${algorithm.slice(2)}`, signed, options, signature);
  } catch {
    return false;
  }
}

/** As Go prints a time. */
function goTime(seconds: number): string {
  const [date, time = ""] = new Date(seconds * 1000).toISOString().split("T");
  return `${date} ${trimmedEnd(trimmedEnd(time.slice(0, -1), "0"), ".")} +0000 UTC`;
}
