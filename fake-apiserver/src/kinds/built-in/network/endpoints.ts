import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { labelName, qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import { addressWarnings, looseAddress, parseAddress } from "../../validation/addresses.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isEmpty,
  needed,
  oneOf,
  optional,
  portNumber,
  sameState,
  textForm,
} from "../../validation/checks.ts";
import type { KindRules } from "../kind-rules.ts";

/** Addresses that no endpoint can have. */
export const endpointAddress: Check = (value, at, report) => {
  const text = textOf(value);
  const address = parseAddress(text);
  if (address === undefined) {
    report.invalid(at, text, "must be a valid IP address");
    return;
  }
  const [first = 0, ...rest] = address.groups.slice(address.family === 4 ? -2 : 0);
  const isZero = first === 0 && rest.every((group) => group === 0);
  const isLoopback =
    address.family === 4
      ? first >> 8 === 127
      : first === 0 && rest.at(-1) === 1 && rest.slice(0, -1).every((group) => group === 0);
  const isLocalMulticast =
    address.family === 4
      ? first === 0xe000 && (rest[0] ?? 0) >> 8 === 0
      : (first & 0xff0f) === 0xff02;
  const isLinkLocal = address.family === 4 ? first === 0xa9fe : (first & 0xffc0) === 0xfe80;
  if (isZero) report.invalid(at, text, `may not be unspecified (${text})`);
  if (isLoopback)
    report.invalid(at, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (isLinkLocal)
    report.invalid(at, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (isLocalMulticast)
    report.invalid(
      at,
      text,
      "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
    );
};

const address: Check = fields({
  ip: all(looseAddress, endpointAddress),
  hostname: textForm(labelName),
  nodeName: optional(form(subdomainName)),
});

const subset: Check = (value, at, report) => {
  const { addresses, notReadyAddresses, ports } = objectOf(value);
  if (isEmpty(addresses) && isEmpty(notReadyAddresses))
    report.required(at, "must specify `addresses` or `notReadyAddresses`");
  const isNameNeeded = listOf(ports).length > 1;
  fields({
    addresses: each(address),
    notReadyAddresses: each(address),
    ports: each(
      fields({
        name: isNameNeeded ? needed(form(labelName)) : textForm(labelName),
        port: portNumber,
        protocol: needed(oneOf("SCTP", "TCP", "UDP")),
        appProtocol: optional(form(qualifiedName)),
      }),
    ),
  })(value, at, report);
};

/** @see kubernetes pkg/apis/core/validation/validation.go */
export const endpoints: KindRules = {
  strategy: { allowsCreateOnUpdate: true },
  deprecation: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  check: (value, _at, report) => {
    const { subsets } = objectOf(value);
    if (report.old !== undefined && sameState(report.old["subsets"], subsets)) return;
    each(subset)(subsets, "subsets", report);
  },
  warningsOf: (object) =>
    listOf(object["subsets"]).flatMap((one, index) =>
      (["addresses", "notReadyAddresses"] as const).flatMap((group) =>
        listOf(objectOf(one)[group]).flatMap((item, at) =>
          addressWarnings(objectOf(item)["ip"], `subsets[${index}].${group}[${at}].ip`),
        ),
      ),
    ),
};
