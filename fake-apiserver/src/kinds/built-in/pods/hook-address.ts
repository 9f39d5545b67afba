import { numberOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { subdomainName } from "../../../codec/names/names.ts";
import type { Check } from "../../validation/checks.ts";

/** Where webhooks are called. */

const urlForm = "; desired format: https://host[/path]";

export const hookUrl: Check = (value, at, report) => {
  const text = textOf(value);
  const [, written = "", rest = ""] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  const scheme = written.toLowerCase();
  const [, authority = "", tail = ""] = /^\/\/([^/?#]*)(.*)$/s.exec(rest) ?? ["", "", rest];
  const at2 = authority.lastIndexOf("@");
  const host = authority.slice(at2 + 1);
  if (scheme !== "https")
    report.invalid(at, scheme, `'https' is the only allowed URL scheme${urlForm}`);
  if (host === "") report.invalid(at, host, `host must be specified${urlForm}`);
  if (at2 >= 0)
    report.invalid(at, authority.slice(0, at2), "user information is not permitted in the URL");
  const [beforeHash = "", fragment = ""] = tail.split(/#(.*)/s);
  if (fragment !== "") report.invalid(at, fragment, "fragments are not permitted in the URL");
  const [, query = ""] = beforeHash.split(/\?(.*)/s);
  if (query !== "") report.invalid(at, query, "query parameters are not permitted in the URL");
};

/** Where a service is called; the real server tells a missing name as a missing namespace, and the other way round. */
export const hookService: Check = (value, at, report) => {
  const { name, namespace, path, port } = objectOf(value);
  if (textOf(namespace) === "") report.required(`${at}.name`);
  if (textOf(name) === "") report.required(`${at}.namespace`);
  if (numberOf(port) < 1 || numberOf(port) > 65_535)
    report.invalid(
      `${at}.port`,
      numberOf(port),
      "port is not valid: must be between 1 and 65535, inclusive",
    );
  const text = textOf(path);
  if (text === "" || text === "/") return;
  if (text === "//") {
    report.invalid(`${at}.path`, text, "segment[0] may not be empty");
    return;
  }
  if (!text.startsWith("/")) report.invalid(`${at}.path`, text, "must start with a '/'");
  text
    .slice(1)
    .replace(/\/$/, "")
    .split("/")
    .forEach((step, index) => {
      if (step === "") report.invalid(`${at}.path`, text, `segment[${index}] may not be empty`);
      else
        for (const problem of subdomainName(step))
          report.invalid(`${at}.path`, text, `segment[${index}]: ${problem}`);
    });
};
