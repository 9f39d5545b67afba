import {
  isPlainObject,
  listOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { label1035Name } from "../../../codec/names/names.ts";
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../../../schema/field-error.ts";
import { Report } from "../../validation/report.ts";
import { hookService, hookUrl } from "../pods/hook-address.ts";

const known = ["v1", "v1beta1"];

/** What is wrong with how objects are brought from one version to another. */
export function conversionProblems(
  conversion: unknown,
  preservesUnknown: boolean,
): readonly FieldError[] {
  if (!isPlainObject(conversion)) return [];
  const given = conversion["strategy"];
  const strict =
    preservesUnknown && given !== "None"
      ? [
          invalid(
            "spec.conversion.strategy",
            textOf(given),
            "must be None if spec.preserveUnknownFields is true",
          ),
        ]
      : [];
  return [...strict, ...strategyProblems(conversion)];
}

function strategyProblems(conversion: PlainObject): readonly FieldError[] {
  const { webhook } = conversion;
  const strategy = textOf(conversion["strategy"]);
  const hook = isPlainObject(webhook) ? webhook : {};
  const client = hook["clientConfig"];
  const versions = listOf(hook["conversionReviewVersions"]).map(textOf);
  if (strategy === "") return [required("spec.conversion.strategy")];
  if (strategy === "Webhook")
    return [...clientProblems(client), ...reviewVersionProblems(versions)];
  const notWebhook = "should not be set when strategy is not set to Webhook";
  return [
    ...(strategy === "None"
      ? []
      : [notSupported("spec.conversion.strategy", strategy, ["None", "Webhook"])]),
    ...(isPlainObject(client)
      ? [forbidden("spec.conversion.webhookClientConfig", notWebhook)]
      : []),
    ...(versions.length > 0
      ? [forbidden("spec.conversion.conversionReviewVersions", notWebhook)]
      : []),
  ];
}

function clientProblems(client: unknown): readonly FieldError[] {
  const field = "spec.conversion.webhookClientConfig";
  if (!isPlainObject(client)) return [required(field, "required when strategy is set to Webhook")];
  const { url, service } = client;
  const hasUrl = typeof url === "string";
  if (hasUrl === isPlainObject(service))
    return [required(field, "exactly one of url or service is required")];
  const report = new Report(client as PlainObject);
  if (hasUrl) hookUrl(url, `${field}.url`, report);
  else hookService(service, `${field}.service`, report);
  return report.errors;
}

function reviewVersionProblems(versions: readonly string[]): readonly FieldError[] {
  const field = "spec.conversion.conversionReviewVersions";
  if (versions.length === 0) return [required(field)];
  const seen = new Set<string>();
  const errors = versions.flatMap((version, i) => {
    const at = `${field}[${i}]`;
    if (seen.has(version)) return [invalid(at, version, "duplicate version")];
    seen.add(version);
    return label1035Name(version).map((problem) => invalid(at, version, problem));
  });
  if (!versions.some((version) => known.includes(version)))
    errors.push(invalid(field, versions, `must include at least one of ${known.join(", ")}`));
  return errors;
}
