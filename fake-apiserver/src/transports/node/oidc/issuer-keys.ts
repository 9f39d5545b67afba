import { createPublicKey, type KeyObject } from "node:crypto";
import type { JwtIssuer } from "../../../authentication/jwt/jwt-config.ts";
import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { fetchText } from "./fetch-text.ts";

/** A key of an issuer. */
export interface IssuerKey {
  /** As a token's header names it. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Where keys come from. */
export interface KeySource {
  /** It is known where the keys are. */
  readonly isReady: boolean;
  /** Resolves once it is known. */
  whenReady(): Promise<void>;
  readonly keys: readonly IssuerKey[];
  /** Fetches the keys anew; resolves with what went wrong. Who asks meanwhile shares the answer. */
  refresh(): Promise<string | undefined>;
  close(): void;
}

/** Before an issuer that did not answer is asked again. */
const retryMs = 10_000;

/**
 * The keys of an issuer: found by its discovery document, and fetched again where a token is signed by one that is not known.
 *
 * @see github.com/coreos/go-oidc oidc.go NewProvider, jwks.go
 */
export class IssuerKeys implements KeySource {
  readonly #issuer: JwtIssuer;
  readonly #warn: (line: string) => void;
  #address: string | undefined;
  #keys: readonly IssuerKey[] = [];
  #fetching: Promise<string | undefined> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #ready = Promise.withResolvers<void>();

  constructor(issuer: JwtIssuer, warn: (line: string) => void) {
    this.#issuer = issuer;
    this.#warn = warn;
    void this.#discover();
  }

  get isReady(): boolean {
    return this.#address !== undefined;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  get keys(): readonly IssuerKey[] {
    return this.#keys;
  }

  refresh(): Promise<string | undefined> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #discover(): Promise<void> {
    const { url = "", discoveryURL = "", certificateAuthority } = this.#issuer;
    try {
      const document = `${url.replace(/\/$/, "")}/.well-known/openid-configuration`;
      const address = discoveryURL === "" ? document : discoveryURL;
      const { status, statusText, body } = await fetchText(address, certificateAuthority);
      if (status !== 200) throw new Error(`${statusText}: ${body}`);
      const provider = objectOf(JSON.parse(body));
      const issuer = textOf(provider["issuer"]);
      if (issuer !== url)
        throw new Error(
          `oidc: issuer did not match the issuer returned by provider, expected ${JSON.stringify(url)} got ${JSON.stringify(issuer)}`,
        );
      this.#address = textOf(provider["jwks_uri"]);
      this.#ready.resolve();
    } catch (error) {
      if (this.#isClosed) return;
      this.#warn(`oidc authenticator: initializing plugin: ${(error as Error).message}`);
      this.#timer = setTimeout(() => void this.#discover(), retryMs);
      this.#timer.unref();
    }
  }

  async #fetch(): Promise<string | undefined> {
    try {
      const { certificateAuthority } = this.#issuer;
      const { status, statusText, body } = await fetchText(
        this.#address ?? "",
        certificateAuthority,
      ).catch((error: Error) => {
        throw new Error(`oidc: get keys failed ${error.message}`);
      });
      if (status !== 200) return `oidc: get keys failed: ${statusText} ${body}`;
      this.#keys = listOf(objectOf(JSON.parse(body))["keys"]).flatMap(keyOf);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

/** A key of a key set; what Node does not know verifies nothing. */
export function keyOf(value: unknown): readonly IssuerKey[] {
  const jwk = objectOf(value);
  try {
    return [{ id: textOf(jwk["kid"]), key: createPublicKey({ key: jwk, format: "jwk" }) }];
  } catch {
    return [];
  }
}
