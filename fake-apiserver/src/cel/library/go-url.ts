import { toUtf8 } from "../../codec/bytes/base64.ts";
import { addressFamily } from "./addresses.ts";

/** A URL as Go's net/url reads it. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  readonly userInfo: string | undefined;
  readonly host: string;
  /** As it was written. */
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

interface Options {
  /** What an HTTP request line takes: absolute, or a path, and no fragment. */
  readonly isRequest: boolean;
}

/** Reads a URL. @returns the URL, or why it is none: `parse "a b": …`. */
export function parseGoUrl(text: string, options: Options): GoUrl | string {
  const found = readUrl(text, options);
  return typeof found === "string" ? `parse ${JSON.stringify(text)}: ${found}` : found;
}

function readUrl(text: string, options: Options): GoUrl | string {
  const hash = options.isRequest ? -1 : text.indexOf("#");
  const whole = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? undefined : text.slice(hash + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses exactly these.
  if (/[\u0000-\u001f\u007f]/.test(whole)) return "net/url: invalid control character in URL";
  if (whole === "" && options.isRequest) return "empty url";
  if (whole === "*") return { ...nothing, scheme: "", query: undefined, fragment, path: "*" };
  const scheme = schemeOf(whole);
  if (scheme === undefined) return "missing protocol scheme";
  const rest = scheme === "" ? whole : whole.slice(scheme.length + 1);
  const mark = rest.indexOf("?");
  const query = mark < 0 ? undefined : rest.slice(mark + 1);
  const located = locate(mark < 0 ? rest : rest.slice(0, mark), scheme, options);
  return typeof located === "string"
    ? located
    : { scheme: scheme.toLowerCase(), query, fragment, ...located };
}

type Location = Pick<GoUrl, "opaque" | "userInfo" | "host" | "path">;

const nothing: Location = { opaque: "", userInfo: undefined, host: "", path: "" };

/** What stands between the scheme and the query. */
function locate(rest: string, scheme: string, { isRequest }: Options): Location | string {
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...nothing, opaque: rest };
    if (isRequest) return "invalid URI for request";
    if (/^[^/]*:/.test(rest)) return "first path segment in URL cannot contain colon";
  }
  const isPlain = isRequest || rest.startsWith("///");
  if (!rest.startsWith("//") || (scheme === "" && isPlain))
    return badEscape(rest) ?? { ...nothing, path: rest };
  return authorityAndPath(rest.slice(2));
}

function authorityAndPath(rest: string): Location | string {
  const end = rest.indexOf("/");
  const authority = rest.slice(0, end < 0 ? undefined : end);
  const path = end < 0 ? "" : rest.slice(end);
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const userInfo = at < 0 ? undefined : authority.slice(0, at);
  const problem = hostProblem(host) ?? userProblem(userInfo ?? "") ?? badEscape(path);
  return problem ?? { opaque: "", userInfo, host, path };
}

function userProblem(userInfo: string): string | undefined {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userInfo)) return "net/url: invalid userinfo";
  return badEscape(userInfo);
}

/** Empty when there is none; undefined when the text begins with a colon. */
function schemeOf(text: string): string | undefined {
  if (text.startsWith(":")) return undefined;
  return /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? "";
}

function badEscape(text: string): string | undefined {
  const bad = /%(?![0-9a-fA-F]{2})/.exec(text);
  return bad === null
    ? undefined
    : `invalid URL escape ${JSON.stringify(text.slice(bad.index, bad.index + 3))}`;
}

/** @see net/url url.go parseHost */
function hostProblem(host: string): string | undefined {
  const opening = host.lastIndexOf("[");
  if (opening > 0) return "invalid IP-literal";
  if (opening === 0) return literalProblem(host);
  const colon = host.lastIndexOf(":");
  const port = colon < 0 ? "" : host.slice(colon);
  if (!isPort(port)) return `invalid port ${JSON.stringify(port)} after host`;
  return badHost(host);
}

/** What is wrong with an address in brackets. */
function literalProblem(host: string): string | undefined {
  const closing = host.lastIndexOf("]");
  if (closing < 0) return "missing ']' in host";
  const port = host.slice(closing + 1);
  if (!isPort(port)) return `invalid port ${JSON.stringify(port)} after host`;
  const name = host.slice(1, closing);
  const zone = name.indexOf("%25");
  const bad =
    zone < 0 ? badHost(name) : (badHost(name.slice(0, zone)) ?? badZone(name.slice(zone)));
  if (bad !== undefined) return bad;
  const unescaped = name.replace(/%(..)/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const family = addressFamily(unescaped);
  if (typeof family === "string") return `invalid host: ${family}`;
  return family === 4 ? "invalid IP-literal" : undefined;
}

const isHostLetter = (letter: string): boolean =>
  letter > "\u007f" || /[\w!$&'()*+,;=:[\]<>"\-.~]/.test(letter);

/** Only what is not ASCII may be escaped, and a percent sign itself. */
const badHost = (text: string): string | undefined => badLetter(text, (code) => code > 0x7f);

/** Only what could be written as it is may be escaped, and a space. */
const badZone = (text: string): string | undefined =>
  badLetter(
    text,
    (code) => code < 0x80 && (code === 0x20 || isHostLetter(String.fromCharCode(code))),
  );

/** @see net/url url.go unescape */
function badLetter(text: string, mayEscape: (code: number) => boolean): string | undefined {
  for (const [part] of text.matchAll(/%.{0,2}|[^%]/gsu)) {
    if (part.startsWith("%")) {
      const isGood =
        /^%[0-9a-fA-F]{2}$/.test(part) && mayEscape(Number.parseInt(part.slice(1), 16));
      if (!isGood && part !== "%25") return `invalid URL escape ${JSON.stringify(part)}`;
    } else if (!isHostLetter(part)) return `invalid character ${JSON.stringify(part)} in host name`;
  }
  return undefined;
}

function isPort(port: string): boolean {
  return port === "" || /^:\d*$/.test(port);
}

/** The host without its port, and the port. */
export function hostAndPort({ host }: GoUrl): readonly [host: string, port: string] {
  const match = /^(.*?)(?::(\d*))?$/.exec(host);
  const name = match?.[1] ?? host;
  const isBracketed = name.startsWith("[") && name.endsWith("]");
  return [isBracketed ? name.slice(1, -1) : name, match?.[2] ?? ""];
}

/** The URL written again. */
export function goUrlText(url: GoUrl): string {
  const { scheme, opaque, userInfo, host, path, query, fragment } = url;
  const start = scheme === "" ? "" : `${scheme}:`;
  const user = userInfo === undefined ? "" : `${userInfo}@`;
  const authority = scheme !== "" || host !== "" || user !== "" ? `//${user}${host}` : "";
  const middle = opaque === "" ? authority + path : opaque;
  const end =
    (query === undefined ? "" : `?${query}`) + (fragment === undefined ? "" : `#${fragment}`);
  return start + middle + end;
}

/**
 * The path as it was written, where it could be; escaped anew otherwise, down to signs that were written as they are.
 *
 * @see net/url url.go EscapedPath
 */
export function escapedPath({ path }: GoUrl): string {
  if (/^[\w\-.~!$&'()*+,;=:@/[\]%]*$/.test(path)) return path;
  return path.replace(/%[0-9a-fA-F]{2}|[^\w\-.~$&+,/:;=@]/gu, (part) => {
    if (part.length < 3) return [...toUtf8(part)].map((code) => percent(code)).join("");
    const letter = String.fromCharCode(Number.parseInt(part.slice(1), 16));
    return /[\w\-.~$&+,/:;=@]/.test(letter) ? letter : part.toUpperCase();
  });
}

function percent(code: number): string {
  return `%${code.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The values of the query by name. */
export function queryOf({ query = "" }: GoUrl): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const part of query.split("&")) {
    if (part === "" || part.includes(";")) continue;
    const equals = part.indexOf("=");
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = decode(equals < 0 ? "" : part.slice(equals + 1));
    if (name === undefined || value === undefined) continue;
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
