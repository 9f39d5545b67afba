import { parseIp } from "../cel/library/addresses.ts";
import type { ApiRequest } from "../request/read/api-request.ts";

/**
 * The addresses that a request came by: of whom proxies have told, then of who has sent it. Only the last one is sure.
 *
 * @see apimachinery pkg/util/net/http.go SourceIPs
 */
export function sourceAddresses({ headers, remoteAddress = "" }: ApiRequest): readonly string[] {
  const addresses = (headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(isAddress);
  const real = headers["x-real-ip"] ?? "";
  if (isAddress(real) && !addresses.includes(real)) addresses.push(real);
  if (remoteAddress !== "" && addresses.at(-1) !== remoteAddress) addresses.push(remoteAddress);
  return addresses;
}

function isAddress(text: string): boolean {
  return text !== "" && typeof parseIp(text) !== "string";
}
