/** What signs tokens. */
export interface TokenKey {
  /** As the header of a token names it: `ES256`, `RS256`. */
  readonly algorithm: string;
  /** By which its public half is found among the keys that the server shows. */
  readonly id: string;
  sign(text: Uint8Array): Uint8Array;
  /**
   * Whether it, or another key that this server trusts, made the signature, in the way that the token's header says. A header
   * that names a key is held against that one alone.
   */
  verify(text: Uint8Array, signature: Uint8Array, by: SigningHeader): SignatureOpinion;
  /** The public halves of all keys that are trusted, as `/openid/v1/jwks` shows them. */
  readonly publicKeys: readonly PublicKey[];
}

/** By which algorithm, and by which key, the header of a token says that it was signed; empty where it says nothing. */
export interface SigningHeader {
  readonly algorithm: string;
  readonly id: string;
}

/** What comes of a look at a signature. */
export type SignatureOpinion = "good" | "bad" | "unknown key";

/** A JSON web key. */
export interface PublicKey {
  readonly alg: string;
  readonly [member: string]: unknown;
}
