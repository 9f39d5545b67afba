import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { TokenKey } from "../../../../authentication/token-key.ts";

/** Algorithms of elliptic curves, by the names that Node has for them. */
const curves: Readonly<Record<string, readonly [algorithm: string, hash: string]>> = {
  prime256v1: ["ES256", "sha256"],
  secp384r1: ["ES384", "sha384"],
  secp521r1: ["ES512", "sha512"],
};

/** What a file holds that a flag names. */
export interface KeyFile {
  readonly path: string;
  readonly content: string;
}

/** A key that tokens can be verified by. */
interface Verifier {
  readonly key: KeyObject;
  readonly algorithm: string;
  readonly hash: string;
  readonly id: string;
}

/**
 * The key in the files of `--service-account-signing-key-file` and `--service-account-key-file`, as PEM: private keys, public
 * keys or certificates.
 *
 * @throws Error where there is no such key in them
 */
export function readServiceAccountKey(signing: KeyFile, trusted: readonly KeyFile[]): TokenKey {
  const privateKey = privateKeyOf(signing);
  const own = verifierOf(createPublicKey(privateKey));
  const verifiers = trusted.flatMap(publicKeysOf).map(verifierOf);
  return {
    algorithm: own.algorithm,
    id: own.id,
    sign: (text) => sign(own.hash, text, { key: privateKey, dsaEncoding: "ieee-p1363" }),
    verify: (text, signature, by) => {
      const asked = verifiers.filter(({ id }) => by.id === "" || by.id === id);
      if (asked.length === 0) return "unknown key";
      const isGood = asked.some((one) => isSignedBy(one, by.algorithm, text, signature));
      return isGood ? "good" : "bad";
    },
    publicKeys: verifiers.map(({ key, algorithm, id }) => ({
      use: "sig",
      kid: id,
      alg: algorithm,
      ...key.export({ format: "jwk" }),
    })),
  };
}

/** A key of an elliptic curve signs in one way, one of RSA in several. */
function isSignedBy(
  { key, algorithm, hash }: Verifier,
  asked: string,
  text: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (asked === algorithm && key.asymmetricKeyType === "ec")
    return verify(hash, text, { key, dsaEncoding: "ieee-p1363" }, signature);
  const [, scheme, bits] = /^([RP]S)(256|384|512)$/.exec(asked) ?? [];
  if (scheme === undefined || key.asymmetricKeyType !== "rsa") return false;
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_AUTO } = constants;
  const way =
    scheme === "RS"
      ? { padding: RSA_PKCS1_PADDING }
      : { padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_AUTO };
  return verify(`sha${bits}`, text, { key, ...way }, signature);
}

/** @throws Error in Go's words. @see k8s.io/client-go util/keyutil ParsePrivateKeyPEM */
function privateKeyOf({ path, content }: KeyFile): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(content))
    throw new Error(
      `failed to parse service-account-issuer-key-file: error reading private key file ${path}: data does not contain a valid RSA or ECDSA private key`,
    );
  return createPrivateKey(content);
}

/** Every key in a file: one can hold several. @throws Error in Go's words. @see k8s.io/client-go util/keyutil ParsePublicKeysPEM */
function publicKeysOf({ path, content }: KeyFile): readonly KeyObject[] {
  const blocks = content.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [];
  const keys = blocks.filter((block) => !block.includes("EC PARAMETERS"));
  if (keys.length === 0)
    throw new Error(
      `error reading public key file ${path}: data does not contain any valid RSA or ECDSA public keys`,
    );
  return keys.map((block) => createPublicKey(block));
}

/** @see kubernetes pkg/serviceaccount/jwt.go keyIDFromPublicKey */
function verifierOf(key: KeyObject): Verifier {
  const [algorithm, hash] = algorithmOf(key);
  const der = key.export({ type: "spki", format: "der" });
  return { key, algorithm, hash, id: createHash("sha256").update(der).digest("base64url") };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  if (asymmetricKeyType === "rsa") return ["RS256", "sha256"] as const;
  const found = curves[asymmetricKeyDetails?.namedCurve ?? ""];
  if (found === undefined) {
    throw new Error(`unknown private key type ${asymmetricKeyType}, must be RSA or ECDSA`);
  }
  return found;
}
