/** What signs tokens. */
export interface TokenKey {
  /** As the header of a token names it: `ES256`, `RS256`. */
  readonly algorithm: string;
  /** By which its public half is found among the keys that the server shows. */
  readonly id: string;
  sign(text: Uint8Array): Uint8Array;
  /** Whether it, or another key that this server trusts, made the signature. */
  verify(text: Uint8Array, signature: Uint8Array): boolean;
  /** The public halves of all keys that are trusted, as `/openid/v1/jwks` shows them. */
  readonly publicKeys: readonly PublicKey[];
}

/** A JSON web key. */
export interface PublicKey {
  readonly alg: string;
  readonly [member: string]: unknown;
}
