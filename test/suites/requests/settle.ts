import { isObject, type Json } from "../transcripts/fixture.ts";
import type { RawRequest } from "./request.ts";

/** What came back, as it came. */
export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What of a reply is compared. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The text, or its digest where it is long, without what is of this run only. */
  readonly body: string;
}

const droppedHeaders = new Set([
  "date",
  "audit-id",
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
  // Of documents that the real server serves in ranges, too.
  "accept-ranges",
  "last-modified",
]);
/** Documents whose descriptions are compared elsewhere, and counts. */
const uncompared = /^\/(?:openapi\/(?:v2|v3\/)|metrics)/;
const suffix = "[bcdfghjklmnpqrstvwxz2456789]{5}";

const accidents: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(uid)"],
  [/20(?:2[5-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "(time)"],
  [/(?<=resourceVersion\\*"?: ?\\*"?)[2-9]\d{0,6}(?=\\*["\n])/g, "(version)"],
  [/(?<=resourceVersion\\*"?: ?\\*"?)1\d{1,6}(?=\\*["\n])/g, "(version)"],
  [/(?<=ResourceVersion in (?:the )?(?:precondition|record) \()\d+/g, "(version)"],
  [/(?<=too old resource version: )\d+ \(\d+\)/g, "(version)"],
  [/(?<=(?:, current: |at resource version ))\d+/g, "(version)"],
  [/(?<=\?hash=)[0-9A-F]{128}/g, "(hash)"],
  [/(?<=ConfigMap \\"Gen_)[a-z0-9]{5}(?=\\")/g, "(generated)"],
  [/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g, "(token)"],
  [new RegExp(`(?<=[Gg]en-)${suffix}\\b`, "g"), "(generated)"],
  [/\bx{58}[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "(generated)"],
  [/(?<="?targetPort"?: ?)(?:6443|\d{5})\b/g, "(port)"],
  [/(?<="cells":\[[^\]]*")(?:\d+[smhd]){1,2}(?=")/g, "(age)"],
  [/127\.0\.0\.1:\d+/g, "(host)"],
  [/(?<="(?:nodePort|healthCheckNodePort)":)3(?!00\d\d|01\d\d)\d{4}\b/g, "(port)"],
  [/\b10\.96\.(?!77\.|0\.[01]\b|255\.255\b)\d+\.\d+\b/g, "(address)"],
];

/** What of a reply is compared. */
export function settle({ path }: RawRequest, { status, headers, body }: RawReply): RawAnswer {
  const kept = Object.entries(headers)
    .filter(([name]) => !droppedHeaders.has(name))
    .map(([name, value]) => [name, settledHeader(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const isLeftOut = uncompared.test(path) && status === 200;
  const isText = !(headers["content-type"] ?? "").includes("protobuf");
  const text = isText ? settledText(inOrder(body.toString("utf8"))) : "(protobuf)";
  return {
    status,
    headers: Object.fromEntries(kept),
    body: isLeftOut ? "(left out)" : text,
  };
}

/** Lists whose order depends on which second it was, or on a map. */
const unordered = /"(?:managedFields|nonResourceRules|resourceRules)":/;

function inOrder(text: string): string {
  if (!unordered.test(text)) return text;
  const lines = text.split("\n").map((line) => {
    if (!line.startsWith("{") || !unordered.test(line)) return line;
    const value = JSON.parse(line) as Json;
    return goText(value) === line ? goText(sorted(value)) : line;
  });
  return lines.join("\n");
}

/** JSON as Go writes it. */
function goText(value: Json): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sorted(value: Json, name = ""): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => sorted(item));
    return unordered.test(`"${name}":`) ? items.sort(byText) : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, one = null]) => [member, sorted(one, member)]),
  );
}

/** By what does not say when it was. */
function byText(one: Json, other: Json): number {
  const [a, b] = [one, other].map((value) =>
    JSON.stringify(value).replaceAll(/"time":"[^"]*"/g, ""),
  );
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

function settledHeader(name: string, value: string): string {
  if (name === "etag") return "(hash)";
  if (name === "process-start-time-unix") return "(time)";
  if (name.startsWith("x-kubernetes-pf-")) return "(uid)";
  return settledText(value);
}

function settledText(text: string): string {
  const opened = text.replace(/eyJ2IjoibWV0YS5rOHMuaW8vdjEi[\w-]+/g, (token) =>
    Buffer.from(token, "base64url")
      .toString("utf8")
      .replace(/(?<="rv":)\d{2,7}/, "(version)"),
  );
  return accidents.reduce((settled, [pattern, name]) => settled.replaceAll(pattern, name), opened);
}
