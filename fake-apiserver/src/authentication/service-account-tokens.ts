import type { KubernetesObject, Random } from "@informerlab/core";
import { toUtf8 } from "../codec/bytes/base64.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import { type AccountClaims, readAccountClaims } from "./account-claims.ts";
import { encodeBase64UrlBytes } from "./base64url-bytes.ts";
import { accountUser, claimedAccount } from "./claimed-account.ts";
import { drawnKey } from "./drawn-key.ts";
import { legacyAccount, legacyIssuer } from "./legacy-token.ts";
import { readSignedToken } from "./signed-token.ts";
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

/** Where a pod is to run; without a uid where nobody has that node. */
export interface NodeOfPod {
  readonly name: string;
  readonly uid?: string;
}

/** What a token is to say. */
export interface TokenClaims {
  readonly namespace: string;
  readonly account: { readonly name: string; readonly uid: string };
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly bound?: BoundObject;
  /** The node of the pod that it is bound to. */
  readonly node?: NodeOfPod;
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
  readonly #remembered = new Map<string, AccountClaims>();
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
      this.#extends &&
      bound?.kind === "Pod" &&
      expirationSeconds === renewedSeconds &&
      audiences.every((audience) => this.audiences.includes(audience));
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
  verify(token: string, wanted: readonly string[] = this.audiences): TokenVerdict {
    const claims = this.#claimsOf(token);
    if (claims === undefined) return { kind: "foreign" };
    if ("problem" in claims) return { kind: "invalid", problem: claims.problem };
    // Who names nobody means the server.
    const own = claims.audiences.length === 0 ? this.audiences : claims.audiences;
    const audiences = own.filter((audience) => wanted.includes(audience));
    if (audiences.length === 0) {
      const list = (values: readonly string[]): string =>
        `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
      const problem = `token audiences ${list(own)} is invalid for the target audiences ${list(wanted)}`;
      return { kind: "invalid", problem };
    }
    const world = this.#world;
    if (claims.issuer === legacyIssuer) {
      const account = legacyAccount(token, claims.all, (resource, key) =>
        world.stored(resource, key),
      );
      return "problem" in account
        ? { kind: "invalid", problem: account.problem }
        : { kind: "valid", user: accountUser(account), audiences };
    }
    const verdict = claimedAccount(claims, {
      nowMs: world.now(),
      stored: (resource, key) => world.stored(resource, key),
    });
    return "problem" in verdict
      ? { kind: "invalid", problem: verdict.problem }
      : { kind: "valid", user: verdict.user, audiences };
  }

  signingKey(): TokenKey {
    this.#key ??= drawnKey(this.#random.fork("service-account-key"));
    return this.#key;
  }

  /** What a token says, if it is signed by this server; undefined of one that says that somebody else made it. */
  #claimsOf(token: string): AccountClaims | { readonly problem: string } | undefined {
    const known = this.#remembered.get(token);
    if (known !== undefined) return known;
    const parts = readSignedToken(token);
    if (parts === undefined) return undefined;
    const { header, issuer, payload, signed, signature } = parts;
    const isOurs = (name: string): boolean => [this.issuer, legacyIssuer].includes(name);
    if (!isOurs(issuer)) return undefined;
    const opinion = this.signingKey().verify(signed, signature, header);
    if (opinion === "unknown key") return { problem: "invalid signature, no keys found" };
    if (opinion === "bad" || header.hasExtensions)
      return { problem: "go-jose/go-jose: error in cryptographic primitive" };
    const claims = readAccountClaims(payload, issuer === legacyIssuer);
    if ("problem" in claims) return claims;
    if (!isOurs(claims.issuer))
      return { problem: `token issuer ${JSON.stringify(claims.issuer)} is invalid` };
    if (token.length <= rememberedLengthMax) {
      if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
      this.#remembered.set(token, claims);
    }
    return claims;
  }
}

function encoded(value: object): string {
  return encodeBase64UrlBytes(toUtf8(JSON.stringify(value)));
}
