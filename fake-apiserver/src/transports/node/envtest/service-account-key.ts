import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { TokenKey } from "../../../authentication/token-key.ts";

/** Algorithms of elliptic curves, by the names that Node has for them. */
const curves: Readonly<Record<string, readonly [algorithm: string, hash: string]>> = {
  prime256v1: ["ES256", "sha256"],
  secp384r1: ["ES384", "sha384"],
  secp521r1: ["ES512", "sha512"],
};

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
export function readServiceAccountKey(signing: string, trusted: readonly string[]): TokenKey {
  const privateKey = createPrivateKey(signing);
  const own = verifierOf(createPublicKey(privateKey));
  const verifiers = trusted.flatMap(publicKeysOf).map(verifierOf);
  return {
    algorithm: own.algorithm,
    id: own.id,
    sign: (text) => sign(own.hash, text, { key: privateKey, dsaEncoding: "ieee-p1363" }),
    verify: (text, signature) =>
      verifiers.some(({ key, hash }) =>
        verify(hash, text, { key, dsaEncoding: "ieee-p1363" }, signature),
      ),
    publicKeys: verifiers.map(({ key, algorithm, id }) => ({
      use: "sig",
      kid: id,
      alg: algorithm,
      ...key.export({ format: "jwk" }),
    })),
  };
}

/** Every key in a file: one can hold several. */
function publicKeysOf(text: string): readonly KeyObject[] {
  const blocks = text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [];
  return blocks
    .filter((block) => !block.includes("EC PARAMETERS"))
    .map((block) => createPublicKey(block));
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
