import { parseJson } from "../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";

/** What a token of a service account names: by name and uid. */
export interface ClaimedObject {
  readonly name: string;
  readonly uid: string;
}

/** What a token says, read as Go reads it. Times are seconds since the epoch. */
export interface AccountClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly id: string;
  readonly expires: number | undefined;
  readonly notBefore: number | undefined;
  readonly issuedAt: number | undefined;
  readonly namespace: string;
  readonly account: ClaimedObject;
  readonly pod: ClaimedObject | undefined;
  readonly secret: ClaimedObject | undefined;
  readonly node: ClaimedObject | undefined;
  /** All of them as they came. */
  readonly all: PlainObject;
}

/** Where the claims of service accounts stand that are not of every web token. */
const own = "kubernetes.io";

/** A claim of a wrong kind, in the words of Go. */
class ClaimProblem extends Error {}

/**
 * Reads the payload of a token whose signature was good. Of one that a secret keeps only what every web token has.
 *
 * @returns the first mistake in the words of the real server
 * @see go-jose jwt/claims.go, kubernetes pkg/serviceaccount/claims.go privateClaims
 */
export function readAccountClaims(
  payload: string,
  isLegacy: boolean,
): AccountClaims | { readonly problem: string } {
  const { value, duplicates } = parseJson(payload);
  const all: PlainObject = isPlainObject(value) ? value : {};
  const repeated = duplicates.map((path) => repeatedIn(all, path)).find((key) => key !== undefined);
  if (repeated !== undefined) return { problem: `json: duplicate key '${repeated}' in object` };
  try {
    return claimsOf(all, isLegacy ? undefined : all[own]);
  } catch (error) {
    if (error instanceof ClaimProblem) return { problem: error.message };
    throw error;
  }
}

function claimsOf(all: PlainObject, ofAccount: unknown): AccountClaims {
  // Values that read themselves fail at once, those that are merely of another kind at the end.
  const audiences = audiencesOf(all["aud"]);
  const [expires, notBefore, issuedAt] = [all["exp"], all["nbf"], all["iat"]].map(secondsOf);
  const [issuer = "", subject = "", id = ""] = [all["iss"], all["sub"], all["jti"]].map(text);
  const claims = struct(ofAccount, "kubernetes");
  secondsOf(claims["warnafter"]);
  const pointer = (name: string): ClaimedObject | undefined =>
    (claims[name] ?? null) === null ? undefined : claimed(claims[name]);
  return {
    issuer,
    subject,
    audiences,
    id,
    expires,
    notBefore,
    issuedAt,
    namespace: text(claims["namespace"]),
    account: claimed(claims["serviceaccount"]),
    pod: pointer("pod"),
    secret: pointer("secret"),
    node: pointer("node"),
    all,
  };
}

/** The name of a member that stands twice in an object that is read; what nobody reads may be as it likes. */
function repeatedIn(all: PlainObject, path: string): string | undefined {
  if (Object.hasOwn(all, path)) return path;
  if (!path.startsWith(`${own}.`)) return undefined;
  const claims = all[own];
  const [first = "", ...rest] = path.slice(own.length + 1).split(".");
  if (!isPlainObject(claims) || !Object.hasOwn(claims, first)) return undefined;
  return rest.length === 0 ? first : rest.join(".");
}

function claimed(value: unknown): ClaimedObject {
  const { name, uid } = struct(value, "ref");
  return { name: text(name), uid: text(uid) };
}

function text(value: unknown): string {
  if ((value ?? null) === null) return "";
  if (typeof value !== "string") throw wrongKind(value, "string");
  return value;
}

function struct(value: unknown, name: string): PlainObject {
  if ((value ?? null) === null) return {};
  if (!isPlainObject(value)) throw wrongKind(value, `serviceaccount.${name}`);
  return value;
}

/** A number, whose fraction is cut off; one that no integer holds is as far back as can be. */
function secondsOf(value: unknown): number | undefined {
  if ((value ?? null) === null) return undefined;
  const seconds = Number(value);
  if (typeof value !== "number" && typeof value !== "bigint")
    throw new ClaimProblem("go-jose/go-jose/jwt: expected number value to unmarshal NumericDate");
  return Math.abs(seconds) < 2 ** 63 ? Math.trunc(seconds) : -(2 ** 63);
}

/** One text or several; null is neither. */
function audiencesOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const given = Array.isArray(value) ? value : [value];
  if (!given.every((one) => typeof one === "string"))
    throw new ClaimProblem(
      "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience",
    );
  return given;
}

function wrongKind(value: unknown, type: string): ClaimProblem {
  const kind = Array.isArray(value)
    ? "array"
    : typeof value === "boolean"
      ? "bool"
      : typeof value === "bigint"
        ? "number"
        : typeof value;
  return new ClaimProblem(`json: cannot unmarshal ${kind} into Go value of type ${type}`);
}
