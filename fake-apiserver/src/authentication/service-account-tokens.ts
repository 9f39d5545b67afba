import type { KubernetesObject, Random } from "@informerlab/core";
import { fromUtf8, toUtf8 } from "../codec/base64.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../codec/plain-object.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import { decodeBase64UrlBytes, encodeBase64UrlBytes } from "./base64url-bytes.ts";
import { drawnKey } from "./drawn-key.ts";
import { legacyAccount, legacyIssuer } from "./legacy-token.ts";
import type { TokenKey } from "./token-key.ts";

/** Who issues tokens, and whom they are for unless they say otherwise. */
const defaultIssuer = "https://kubernetes.default.svc";

/** Whose tokens of service accounts are good, and what signs them. */
export interface TokenOptions {
  /** @defaultValue `https://kubernetes.default.svc` */
  readonly issuer?: string;
  /** Whom tokens are for that name nobody. @defaultValue the issuer */
  readonly audiences?: readonly string[];
  /** @defaultValue one that hangs on the seed of the cluster */
  readonly key?: TokenKey;
  /** Where others find the keys. @defaultValue at the address by which the server was asked */
  readonly jwksUri?: string;
  /** For how long a token holds at most. @defaultValue as long as is asked */
  readonly secondsMax?: number;
  /** False: tokens of pods end when they should have been renewed. @defaultValue true */
  readonly extends?: boolean;
}

/** Pods get their tokens by admission; kubelets renew them after so many seconds, and the tokens last longer. */
const renewedSeconds = 3607;
const extendedSeconds = 365 * 24 * 3600;
const rememberedMax = 1000;
const rememberedLengthMax = 4096;

/** An object that a token ends with. */
export interface BoundObject {
  readonly kind: "Pod" | "Secret" | "Node";
  readonly name: string;
  readonly uid: string;
}

/** What a token is to say. */
export interface TokenClaims {
  readonly namespace: string;
  readonly account: { readonly name: string; readonly uid: string };
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly bound?: BoundObject;
  /** The node of the pod that it is bound to. */
  readonly node?: { readonly name: string; readonly uid: string };
}

/** What came of a look at a token. */
export type TokenVerdict =
  /** It is not one of ours. */
  | { readonly kind: "foreign" }
  | { readonly kind: "invalid"; readonly problem?: string }
  | { readonly kind: "valid"; readonly user: UserIdentity; readonly audiences: readonly string[] };

/** What tokens are held against. */
export interface TokenWorld {
  /** Milliseconds since the epoch. */
  now(): number;
  stored(resource: string, key: string): KubernetesObject | undefined;
}

/** The tokens of a server's service accounts, whoever makes them. */
export type TokenAuthority = Pick<ServiceAccountTokens, keyof ServiceAccountTokens>;

const kinds: Readonly<Record<string, string>> = { pod: "pods", secret: "secrets", node: "nodes" };

/**
 * The tokens of service accounts: JSON web tokens, signed by a key that hangs on the seed of the cluster. They end with their
 * time, with their account, and with the object they are bound to.
 *
 * @see kubernetes pkg/serviceaccount/claims.go
 */
export class ServiceAccountTokens {
  readonly issuer: string;
  /** Whom tokens are for that name nobody. */
  readonly audiences: readonly string[];
  readonly #random: Random;
  readonly #world: TokenWorld;
  readonly #remembered = new Map<string, PlainObject>();
  #key: TokenKey | undefined;
  readonly #extends: boolean;
  readonly secondsMax: number | undefined;
  readonly jwksUri: string | undefined;

  constructor(random: Random, world: TokenWorld, options: TokenOptions = {}) {
    this.#random = random;
    this.#world = world;
    this.#key = options.key;
    this.issuer = options.issuer ?? defaultIssuer;
    this.audiences = options.audiences ?? [this.issuer];
    this.secondsMax = options.secondsMax;
    this.jwksUri = options.jwksUri;
    this.#extends = options.extends ?? true;
  }

  /** Makes a token. */
  issue(claims: TokenClaims, id: string): string {
    const now = Math.floor(this.#world.now() / 1000);
    const { namespace, account, audiences, expirationSeconds, bound, node } = claims;
    const isExtended =
      this.#extends && expirationSeconds === renewedSeconds && this.#includesOwn(audiences);
    const payload = {
      aud: audiences,
      exp: now + (isExtended ? extendedSeconds : expirationSeconds),
      iat: now,
      iss: this.issuer,
      jti: id,
      "kubernetes.io": {
        namespace,
        ...(node === undefined ? {} : { node }),
        ...(bound === undefined
          ? {}
          : { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
        serviceaccount: account,
        ...(isExtended ? { warnafter: now + renewedSeconds } : {}),
      },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${account.name}`,
    };
    const key = this.signingKey();
    const signed = `${encoded({ alg: key.algorithm, kid: key.id })}.${encoded(payload)}`;
    const signature = key.sign(toUtf8(signed));
    return `${signed}.${encodeBase64UrlBytes(signature)}`;
  }

  /** Whose a token is, and whether it is good for one of the audiences. */
  verify(token: string, audiences: readonly string[] = this.audiences): TokenVerdict {
    const claims = this.#claimsOf(token);
    if (claims === "foreign") return { kind: "foreign" };
    if (claims === "invalid") return { kind: "invalid" };
    const isLegacy = claims["iss"] === legacyIssuer;
    const now = this.#world.now() / 1000;
    if (Number(claims["exp"]) < now || Number(claims["nbf"]) > now + 1) return { kind: "invalid" };
    const own = isLegacy ? this.audiences : listOf(claims["aud"]).map(textOf);
    const shared = own.filter((audience) => audiences.includes(audience));
    if (shared.length === 0) {
      const list = (values: readonly string[]): string =>
        JSON.stringify(values).replaceAll(",", " ");
      return {
        kind: "invalid",
        problem: `token audiences ${list(own)} is invalid for the target audiences ${list(audiences)}`,
      };
    }
    if (isLegacy) return this.#legacyVerdict(token, claims, shared);
    const user = this.#userOf(claims);
    return user === undefined ? { kind: "invalid" } : { kind: "valid", user, audiences: shared };
  }

  signingKey(): TokenKey {
    this.#key ??= drawnKey(this.#random.fork("service-account-key"));
    return this.#key;
  }

  #legacyVerdict(token: string, claims: PlainObject, audiences: readonly string[]): TokenVerdict {
    const account = legacyAccount(token, claims, (resource, key) =>
      this.#world.stored(resource, key),
    );
    return "problem" in account
      ? { kind: "invalid", problem: account.problem }
      : { kind: "valid", user: accountUser(account), audiences };
  }

  #includesOwn(audiences: readonly string[]): boolean {
    return audiences.some((audience) => this.audiences.includes(audience));
  }

  /** What a token says, if it is signed by this server. */
  #claimsOf(token: string): PlainObject | "foreign" | "invalid" {
    const known = this.#remembered.get(token);
    if (known !== undefined) return known;
    const [header = "", payload = "", signature = "", ...rest] = token.split(".");
    if (payload === "") return "foreign";
    const claims = decoded(payload);
    const isOurs =
      rest.length === 0 && [this.issuer, legacyIssuer].includes(textOf(claims?.["iss"]));
    if (claims === undefined || !isOurs) return "foreign";
    const bytes = decodeBase64UrlBytes(signature);
    if (bytes === undefined) return "invalid";
    if (!this.signingKey().verify(toUtf8(`${header}.${payload}`), bytes)) return "invalid";
    if (token.length <= rememberedLengthMax) {
      if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
      this.#remembered.set(token, claims);
    }
    return claims;
  }

  /** The account and what the token is bound to must still be those that it was issued for. */
  #userOf(claims: PlainObject): UserIdentity | undefined {
    const own = objectOf(claims["kubernetes.io"]);
    const namespace = textOf(own["namespace"]);
    const name = textOf(valueAt(own, "serviceaccount", "name"));
    const uid = textOf(valueAt(own, "serviceaccount", "uid"));
    const account = this.#world.stored("serviceaccounts", `${namespace}/${name}`);
    if (account?.metadata?.uid !== uid) return undefined;
    const extra: Record<string, readonly string[]> = {
      "authentication.kubernetes.io/credential-id": [`JTI=${textOf(claims["jti"])}`],
    };
    for (const [kind, resource] of Object.entries(kinds)) {
      const bound = own[kind];
      if (!isPlainObject(bound)) continue;
      const [boundName, boundUid] = [textOf(bound["name"]), textOf(bound["uid"])];
      const key = kind === "node" ? boundName : `${namespace}/${boundName}`;
      // A pod's token tells its node, but ends with the pod alone.
      const isHolder = kind !== "node" || !isPlainObject(own["pod"]);
      if (isHolder && this.#world.stored(resource, key)?.metadata?.uid !== boundUid)
        return undefined;
      if (kind === "secret") continue;
      extra[`authentication.kubernetes.io/${kind}-name`] = [boundName];
      extra[`authentication.kubernetes.io/${kind}-uid`] = [boundUid];
    }
    return { ...accountUser({ namespace, name, uid }), extra };
  }
}

function accountUser(account: {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}): UserIdentity {
  const { namespace, name, uid } = account;
  const own = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: [...own, "system:authenticated"],
  };
}

function encoded(value: object): string {
  return encodeBase64UrlBytes(toUtf8(JSON.stringify(value)));
}

function decoded(text: string): PlainObject | undefined {
  const bytes = decodeBase64UrlBytes(text);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
