import type { ApiRequest, UserIdentity } from "../request/read/api-request.ts";

/** A proxy before the server that has authenticated who asks, and says so in headers. */
export interface FrontProxy {
  /** Of the certificates of authorities that may have signed the proxy's: SHA-256, as Node writes it. */
  readonly authorityFingerprints: readonly string[];
  /** Common names of certificates that are taken for the proxy's; empty: all. */
  readonly allowedNames: readonly string[];
  /** Headers that say who asks: the first one that is there. */
  readonly usernameHeaders: readonly string[];
  readonly uidHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  /** Begin headers that say more: `X-Remote-Extra-`. */
  readonly extraHeadersPrefixes: readonly string[];
}

type Proof = Pick<ApiRequest, "headers" | "user" | "userAuthority">;

/**
 * Who asks through the proxy; undefined where the request did not come through it, or the proxy does not say.
 *
 * @see kubernetes apiserver pkg/authentication/request/headerrequest/requestheader.go
 */
export function throughProxy(proxy: FrontProxy, request: Proof): UserIdentity | undefined {
  const { headers, user, userAuthority } = request;
  if (user === undefined || !proxy.authorityFingerprints.includes(userAuthority ?? ""))
    return undefined;
  const { allowedNames } = proxy;
  if (allowedNames.length > 0 && !allowedNames.includes(user.name)) return undefined;
  const valuesOf = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => splitValues(headers[name.toLowerCase()]));
  const [name = ""] = valuesOf(proxy.usernameHeaders);
  if (name === "") return undefined;
  const [uid = ""] = valuesOf(proxy.uidHeaders);
  const extra = extraOf(headers, proxy.extraHeadersPrefixes);
  return {
    name,
    groups: valuesOf(proxy.groupHeaders),
    ...(uid === "" ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function extraOf(
  headers: Proof["headers"],
  prefixes: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const extra = new Map<string, readonly string[]>();
  for (const prefix of prefixes.map((one) => one.toLowerCase())) {
    for (const [name, value] of Object.entries(headers)) {
      if (!name.startsWith(prefix)) continue;
      const key = unescaped(name.slice(prefix.length));
      extra.set(key, [...(extra.get(key) ?? []), ...splitValues(value)]);
    }
  }
  return Object.fromEntries([...extra].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Headers that come several times are joined so. */
function splitValues(header: string | undefined): readonly string[] {
  return (header ?? "").split(", ").filter((value) => value !== "");
}
