import { spendWork } from "../../codec/work-budget.ts";
import type { LibraryTable } from "../check/environment.ts";
import { type CelType, celTypes } from "../types/cel-type.ts";
import { CelEvaluationError, type CelValue, ForeignValue, mapOf } from "../values/cel-value.ts";
import { asText, textList } from "./arguments.ts";
import { escapedPath, type GoUrl, goUrlText, hostAndPort, parseGoUrl, queryOf } from "./go-url.ts";

class UrlValue extends ForeignValue {
  readonly type: CelType = celTypes.url;
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  equals(other: ForeignValue): boolean {
    return other instanceof UrlValue && other.toString() === this.toString();
  }

  override toString(): string {
    return goUrlText(this.url);
  }
}

function urlFrom(text: string): UrlValue {
  const asRequest = parseGoUrl(text, { isRequest: true });
  const url = typeof asRequest === "string" ? asRequest : parseGoUrl(text, { isRequest: false });
  if (typeof url === "string")
    throw new CelEvaluationError(`URL parse error during conversion from string: ${url}`);
  return new UrlValue(url);
}

function part(read: (url: GoUrl) => CelValue): (args: readonly CelValue[]) => CelValue {
  return ([value]) => {
    if (!(value instanceof UrlValue)) throw new CelEvaluationError("no such overload");
    return read(value.url);
  };
}

/**
 * URLs.
 *
 * @see kubernetes apiserver/pkg/cel/library/urls.go
 */
export const urls: LibraryTable = {
  url: [["string_to_url", "string -> url", ([text]) => urlFrom(asText(text))]],
  getScheme: [["url_get_scheme", ".url -> string", part(({ scheme }) => scheme)]],
  getHost: [["url_get_host", ".url -> string", part(({ host }) => host)]],
  getHostname: [["url_get_hostname", ".url -> string", part((url) => hostAndPort(url)[0])]],
  getPort: [["url_get_port", ".url -> string", part((url) => hostAndPort(url)[1])]],
  getEscapedPath: [["url_get_escaped_path", ".url -> string", part(escapedPath)]],
  getQuery: [
    [
      "url_get_query",
      ".url -> map(string,list(string))",
      part((url) => {
        spendWork((url.query ?? "").length);
        return mapOf([...queryOf(url)].map(([name, values]) => [name, textList(values)]));
      }),
    ],
  ],
  isURL: [
    [
      "is_url_string",
      "string -> bool",
      ([text]) => typeof parseGoUrl(asText(text), { isRequest: true }) !== "string",
    ],
  ],
};
