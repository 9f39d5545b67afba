import { decodeBase64, fromUtf8 } from "../../../codec/bytes/base64.ts";
import { certificateProblem } from "../../../codec/certificates/certificate.ts";
import { readSigningRequest } from "../../../codec/certificates/signing-request.ts";
import { timeText } from "../../../codec/go/time-text.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import type { NameRule } from "../../../codec/names/name-rule.ts";
import { labelName, subdomainName } from "../../../codec/names/names.ts";
import { pathSegmentName } from "../../../codec/names/path-segment.ts";
import { repeatsIn } from "../../../codec/names/repeats-in.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooLong,
} from "../../../schema/field-error.ts";
import type { WritingUser } from "../../resource-definition.ts";
import type { KindRules } from "../kind-rules.ts";
import { changeProblems, withApprovalsOf } from "./signing-request-changes.ts";

const usages = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

const secondsMin = 600;
const signerNameMax = 571;

/** @see kubernetes pkg/apis/core/validation/validation.go ValidateSignerName */
function signerProblems(signer: string): readonly FieldError[] {
  const at = "spec.signerName";
  if (signer === "") return [required(at)];
  if (signer === "kubernetes.io/legacy-unknown")
    return [invalid(at, signer, "the legacy signerName is not allowed via this API version")];
  const [domain = "", path = "", ...more] = signer.split("/");
  if (!signer.includes("/") || more.length > 0)
    return [
      invalid(
        at,
        signer,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    ];
  const firstWrong = (text: string, rule: NameRule): readonly FieldError[] => {
    const label = text.split(".").find((one) => rule(one).length > 0);
    if (label === undefined) return [];
    const quoted = JSON.stringify(label);
    return rule(label).map((problem) =>
      invalid(at, text, `validating label ${quoted}: ${problem}`),
    );
  };
  return [
    ...(domain.length > 253 ? [tooLong(at, 253)] : []),
    ...firstWrong(domain, labelName),
    ...(domain.includes(".")
      ? []
      : [invalid(at, domain, "should be a domain with at least two segments separated by dots")]),
    ...firstWrong(path, subdomainName),
    ...(signer.length > signerNameMax ? [tooLong(at, signerNameMax)] : []),
  ];
}

/**
 * Certificate signing requests: who asks is who calls, and nothing of what was asked changes afterwards.
 *
 * @see kubernetes pkg/registry/certificates/certificates/strategy.go, pkg/apis/certificates/validation
 */
export const certificateSigningRequestRules: KindRules = {
  nameRule: pathSegmentName,
  metadataOnStatus: ["update", "whole"],
  resetFields: {
    "": [["f:spec"], ["f:status"]],
    approval: [["f:spec"], ["f:status", "f:certificate"]],
    status: [["f:spec"], ["f:status", "f:conditions"]],
  },
  selectableFields: {
    "spec.signerName": (request) => textOf(valueAt(request, "spec", "signerName")),
  },
  prepareForCreate: (request, { user }) => ({
    ...request,
    spec: withRequester(objectOf(request["spec"]), user),
    status: {},
  }),
  prepareForUpdate(request, old, subresource, { now }) {
    const kept = { ...request, spec: old["spec"] };
    if (subresource === "") return { ...kept, status: old["status"] };
    const { conditions: sent, ...status } = objectOf(request["status"]);
    const { conditions: earlier, ...before } = objectOf(old["status"]);
    const isApproval = subresource === "approval";
    const written = isApproval ? listOf(sent) : withApprovalsOf(listOf(sent), listOf(earlier));
    const conditions = withTimes(written, listOf(earlier), now);
    const own = conditions.length === 0 ? {} : { conditions };
    return { ...kept, status: { ...(isApproval ? before : status), ...own } };
  },
  validate: (request) => [
    ...specProblems(objectOf(request["spec"])),
    ...conditionProblems(listOf(valueAt(request, "status", "conditions"))),
    ...certificateProblems(valueAt(request, "status", "certificate")),
  ],
  validateUpdate: changeProblems,
};

function withRequester(spec: PlainObject, user: WritingUser | undefined): PlainObject {
  if (user === undefined) return spec;
  const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...rest } = spec;
  return {
    ...rest,
    username: user.name,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
}

function withTimes(
  conditions: readonly unknown[],
  before: readonly unknown[],
  now: number,
): readonly unknown[] {
  const known = new Map(before.map((one) => [valueAt(one, "type"), one] as const).reverse());
  return conditions.map((condition) => {
    const old = known.get(valueAt(condition, "type"));
    let timed = objectOf(condition);
    if (textOf(timed["lastUpdateTime"]) === "")
      timed = withValueAt(timed, ["lastUpdateTime"], timeText(now));
    if (textOf(timed["lastTransitionTime"]) !== "") return timed;
    return withValueAt(
      timed,
      ["lastTransitionTime"],
      valueAt(old, "lastTransitionTime") ?? timeText(now),
    );
  });
}

function specProblems(spec: PlainObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const request = textOf(spec["request"]);
  const found = readSigningRequest(request);
  if (typeof found === "string")
    errors.push(invalid("spec.request", spec["request"] ?? null, found));
  const asked = listOf(spec["usages"]);
  if (asked.length === 0) errors.push(required("spec.usages"));
  for (const [index, usage] of asked.entries())
    if (!usages.includes(textOf(usage)))
      errors.push(notSupported(`spec.usages[${index}]`, usage, usages));
  for (const index of repeatsIn(asked))
    errors.push(duplicate(`spec.usages[${index}]`, asked[index]));
  const signer = textOf(spec["signerName"]);
  errors.push(...signerProblems(signer));
  const { expirationSeconds: seconds } = spec;
  if (typeof seconds === "number" && seconds < secondsMin) {
    errors.push(
      invalid(
        "spec.expirationSeconds",
        seconds,
        "may not specify a duration less than 600 seconds (10 minutes)",
      ),
    );
  }
  return errors;
}

const decided = ["Approved", "Denied", "Failed"];

function conditionProblems(conditions: readonly unknown[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  conditions.map(objectOf).forEach((condition, index) => {
    const at = `status.conditions[${index}]`;
    const [type, status] = [textOf(condition["type"]), textOf(condition["status"])];
    if (type === "") errors.push(required(`${at}.type`));
    const allowed = decided.includes(type) ? ["True"] : ["False", "True", "Unknown"];
    if (status === "") errors.push(required(`${at}.status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${at}.status`, status, allowed));
    const opposite = { Approved: "Denied", Denied: "Approved" }[type];
    if (opposite !== undefined && seen.has(opposite))
      errors.push(
        invalid("status.conditions", type, "Approved and Denied conditions are mutually exclusive"),
      );
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
  });
  return errors;
}

function certificateProblems(certificate: unknown): readonly FieldError[] {
  const text = textOf(certificate);
  const bytes = decodeBase64(text);
  if (text === "" || bytes === undefined) return [];
  const problem = certificateProblem(fromUtf8(bytes));
  return problem === undefined
    ? []
    : [invalid("status.certificate", "<certificate data>", problem)];
}
