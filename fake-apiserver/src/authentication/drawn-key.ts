import type { Random } from "@informerlab/core";
import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64UrlBytes } from "./base64url-bytes.ts";
import type { TokenKey } from "./token-key.ts";

/** A key that hangs on chance alone, so that the same seed gives the same tokens. */
export function drawnKey(random: Random): TokenKey {
  const seed = Uint8Array.from({ length: 48 }, () => Math.floor(random.next() * 256));
  const { secretKey } = p256.keygen(seed);
  const point = p256.getPublicKey(secretKey, false);
  const id = encodeBase64UrlBytes(sha256(point));
  return {
    algorithm: "ES256",
    id,
    sign: (text) => p256.sign(text, secretKey, { prehash: true }),
    verify: (text, signature, by) => {
      if (by.id !== "" && by.id !== id) return "unknown key";
      const isGood =
        by.algorithm === "ES256" &&
        signature.length === 64 &&
        p256.verify(signature, text, point, { prehash: true });
      return isGood ? "good" : "bad";
    },
    publicKeys: [
      {
        use: "sig",
        kty: "EC",
        kid: id,
        crv: "P-256",
        alg: "ES256",
        x: encodeBase64UrlBytes(point.subarray(1, 33)),
        y: encodeBase64UrlBytes(point.subarray(33, 65)),
      },
    ],
  };
}
