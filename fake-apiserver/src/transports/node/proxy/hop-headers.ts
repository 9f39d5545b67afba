import type { NodeRequest } from "../http/read-exchange.ts";

/** What is said to the next hop only, and not to who is behind it. @see RFC 9110, 7.6.1 */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** A flat list of headers without those of the hop and without `others`, nothing else changed. */
export function withoutHop(raw: readonly string[], others: readonly string[] = []): string[] {
  const dropped = new Set(others);
  for (const [name, value] of pairsOf(raw)) {
    // A hop may name headers of its own.
    if (name === "connection")
      for (const one of value.split(",")) dropped.add(one.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || dropped.has(lower) || lower.startsWith(":")) continue;
    kept.push(name, raw[index + 1] ?? "");
  }
  return kept;
}

/** The headers that tell the server behind how long a body is, where the client's hop told it otherwise. */
export function framingOf(request: NodeRequest): readonly string[] {
  const { headers } = request;
  if (headers["content-length"] !== undefined) return [];
  const hasBody =
    "stream" in request
      ? !request.stream.endAfterHeaders
      : headers["transfer-encoding"] !== undefined;
  return hasBody ? ["transfer-encoding", "chunked"] : [];
}

function* pairsOf(raw: readonly string[]): Generator<readonly [string, string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    yield [(raw[index] ?? "").toLowerCase(), raw[index + 1] ?? ""];
  }
}
