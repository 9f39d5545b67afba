import type { KubernetesObject } from "@informerlab/core";
import { decodeBase64, fromUtf8 } from "../codec/bytes/base64.ts";
import { objectOf, type PlainObject, textOf } from "../codec/json/plain-object.ts";

/** Who issues tokens that are kept in secrets. */
export const legacyIssuer = "kubernetes/serviceaccount";

const prefix = "kubernetes.io/serviceaccount/";
const invalidSince = "kubernetes.io/legacy-token-invalid-since";

/** The account of a token that a secret of the type `kubernetes.io/service-account-token` keeps, or why it is none. */
export type LegacyVerdict =
  | { readonly namespace: string; readonly name: string; readonly uid: string }
  | { readonly problem: string };

/**
 * Looks at a token that a controller has made and put into a secret. It lasts as long as its secret and its account.
 *
 * @see kubernetes pkg/serviceaccount/legacy.go
 */
export function legacyAccount(
  token: string,
  claims: PlainObject,
  stored: (resource: string, key: string) => KubernetesObject | undefined,
): LegacyVerdict {
  const claim = (name: string): string => textOf(claims[prefix + name]);
  const namespace = claim("namespace");
  const [name, uid] = [claim("service-account.name"), claim("service-account.uid")];
  const secretName = claim("secret.name");
  const said = { namespace, secretName, serviceAccountName: name, serviceAccountUID: uid };
  const missing = Object.entries(said).find(([, value]) => value === "")?.[0];
  if (textOf(claims["sub"]) === "") return { problem: "sub claim is missing" };
  if (missing !== undefined) return { problem: `${missing} claim is missing` };
  if (claims["sub"] !== `system:serviceaccount:${namespace}:${name}`)
    return { problem: "sub claim is invalid" };
  const secret = stored("secrets", `${namespace}/${secretName}`);
  if (secret === undefined || secret.metadata?.deletionTimestamp !== undefined)
    return { problem: "Token has been invalidated" };
  if (tokenIn(secret) !== token) return { problem: "Token does not match server's copy" };
  const account = stored("serviceaccounts", `${namespace}/${name}`);
  if (account === undefined)
    return { problem: `serviceaccounts ${JSON.stringify(name)} not found` };
  if (account.metadata?.deletionTimestamp !== undefined)
    return { problem: `ServiceAccount ${namespace}/${name} has been deleted` };
  if (account.metadata?.uid !== uid)
    return {
      problem: `ServiceAccount UID (${account.metadata?.uid}) does not match claim (${uid})`,
    };
  if ((secret.metadata?.labels?.[invalidSince] ?? "") !== "")
    return {
      problem: `the token in secret ${namespace}/${secretName} for service account ${namespace}/${name} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '${invalidSince}' label from the secret to temporarily allow use of this token`,
    };
  return { namespace, name, uid };
}

function tokenIn(secret: KubernetesObject): string {
  const { data } = objectOf(secret);
  const bytes = decodeBase64(textOf(objectOf(data)["token"]));
  return bytes === undefined ? "" : fromUtf8(bytes);
}
