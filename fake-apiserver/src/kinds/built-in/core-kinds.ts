import { base64ByteLength, decodeBase64, fromUtf8, utf8Length } from "../../codec/bytes/base64.ts";
import { NumberRangeError } from "../../codec/json/kept-number.ts";
import { JsonSyntaxError, parseJson } from "../../codec/json/parse-json.ts";
import {
  entryOf,
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { configMapKey, finalizerName, labelName } from "../../codec/names/names.ts";
import {
  type FieldError,
  forbidden,
  invalid,
  required,
  tooLong,
} from "../../schema/field-error.ts";
import { isSentEmpty } from "../validation/checks.ts";
import type { KindRules } from "./kind-rules.ts";
import { endpoints } from "./network/endpoints.ts";
import { node } from "./node.ts";
import { limitRange, resourceQuota } from "./policy/quotas.ts";
import { persistentVolume } from "./storage/persistent-volume.ts";
import { persistentVolumeClaim } from "./storage/persistent-volume-claim.ts";

const contentBytesMax = 1_048_576;
const enforcesSecrets = "kubernetes.io/enforce-mountable-secrets";
const immutableText = "field is immutable when `immutable` is set";

/**
 * Kinds of the core group besides pods and services.
 *
 * @see kubernetes pkg/registry/core/…/strategy.go, pkg/apis/core/validation/validation.go
 */
export const coreKinds: Readonly<Record<string, KindRules>> = {
  Namespace: {
    nameRule: labelName,
    strategy: { deleteAnswersObject: true, namespaceFinalizers: true },
    selectableFields: {
      "status.phase": (namespace) => textOf(valueAt(namespace, "status", "phase")),
    },
    prepareForCreate(namespace) {
      const finalizers = listOf(valueAt(namespace, "spec", "finalizers"));
      // A name that was made just now was not there when the others were labelled.
      const label = ["metadata", "labels", "kubernetes.io/metadata.name"] as const;
      return {
        ...withValueAt(namespace, label, valueAt(namespace, "metadata", "name")),
        spec: {
          finalizers: finalizers.includes("kubernetes")
            ? finalizers
            : [...finalizers, "kubernetes"],
        },
        status: { phase: "Active" },
      };
    },
    checkCreate: (value, _at, report) => {
      for (const finalizer of listOf(valueAt(objectOf(value), "spec", "finalizers"))) {
        const name = textOf(finalizer);
        for (const problem of finalizerName(name)) report.invalid("spec.finalizers", name, problem);
      }
    },
    prepareForUpdate(namespace, old, subresource) {
      if (subresource === "finalize") return { ...namespace, status: old["status"] };
      return { ...namespace, spec: old["spec"] };
    },
    validateUpdate(namespace, _old, subresource) {
      if (subresource === "status") return validatePhase(namespace);
      return subresource === "finalize" ? validateFinalizers(namespace) : [];
    },
  },
  Node: node,
  ConfigMap: {
    validate(map) {
      const data = objectOf(map["data"]);
      const binary = objectOf(map["binaryData"]);
      const bytes = textBytes(data) + base64Bytes(binary);
      return [
        ...validateKeys(data, "data"),
        ...Object.keys(data)
          .filter((key) => Object.hasOwn(binary, key))
          .map((key) => invalid(`data[${key}]`, key, "duplicate of key present in binaryData")),
        ...validateKeys(binary, "binaryData"),
        ...(bytes > contentBytesMax ? [tooLong("[]", contentBytesMax)] : []),
      ];
    },
    validateUpdate: (map, old) => validateImmutable(map, old, ["data", "binaryData"]),
  },
  Secret: {
    selectableFields: { type: (secret) => textOf(secret["type"]) },
    warningsOf: secretWarnings,
    validate: (secret, _subresource, old) => [
      ...(old === undefined || secret["type"] === old["type"]
        ? []
        : [invalid("type", secret["type"], "field is immutable")]),
      ...(old === undefined ? [] : validateImmutable(secret, old, ["data"])),
      ...validateSecret(secret),
    ],
  },
  ServiceAccount: {
    strategy: { deleteAnswersObject: true },
    prepareForCreate: withSecretNames,
    prepareForUpdate: withSecretNames,
    // Of what it had before nothing is said again.
    warningsOf: (account, old) =>
      valueAt(account, "metadata", "annotations", enforcesSecrets) === undefined ||
      valueAt(old, "metadata", "annotations", enforcesSecrets) !== undefined
        ? []
        : [
            `metadata.annotations[${enforcesSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
          ],
  },
  PersistentVolume: persistentVolume,
  PersistentVolumeClaim: persistentVolumeClaim,
  ResourceQuota: resourceQuota,
  LimitRange: limitRange,
  Endpoints: endpoints,
  ComponentStatus: { deprecation: "v1 ComponentStatus is deprecated in v1.19+" },
};

/** Of a secret that an account names nothing but the name is kept. */
function withSecretNames(account: PlainObject): PlainObject {
  if (!Array.isArray(account["secrets"])) return account;
  const secrets = listOf(account["secrets"]).map((secret) => {
    const name = textOf(objectOf(secret)["name"]);
    return name === "" ? {} : { name };
  });
  return { ...account, secrets };
}

function validateFinalizers(namespace: PlainObject): readonly FieldError[] {
  return listOf(valueAt(namespace, "spec", "finalizers")).flatMap((finalizer, index) => {
    const name = textOf(finalizer);
    return finalizerName(name).map((problem) =>
      invalid(`spec.finalizers[${index}]`, name, problem),
    );
  });
}

/** The phase of a namespace follows from whether it is being deleted. */
function validatePhase(namespace: PlainObject): readonly FieldError[] {
  const phase = textOf(valueAt(namespace, "status", "phase"));
  const isDeleting = valueAt(namespace, "metadata", "deletionTimestamp") !== undefined;
  if (phase === (isDeleting ? "Terminating" : "Active")) return [];
  const rule = isDeleting
    ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
    : "may only be 'Active' if `deletionTimestamp` is empty";
  return [invalid("status.Phase", phase, rule)];
}

function validateKeys(data: PlainObject, field: string): readonly FieldError[] {
  return Object.keys(data)
    .sort()
    .flatMap((key) =>
      configMapKey(key).map((problem) => invalid(`${field}[${key}]`, key, problem)),
    );
}

function textBytes(data: PlainObject): number {
  return Object.values(data).reduce((total: number, value) => total + utf8Length(textOf(value)), 0);
}

function base64Bytes(data: PlainObject): number {
  return Object.values(data).reduce(
    (total: number, value) => total + base64ByteLength(textOf(value)),
    0,
  );
}

function validateImmutable(
  object: PlainObject,
  old: PlainObject,
  fields: readonly string[],
): readonly FieldError[] {
  if (old["immutable"] !== true) return [];
  return [
    ...(object["immutable"] === true ? [] : [forbidden("immutable", immutableText)]),
    ...fields
      .filter(
        (field) =>
          isSentEmpty(object, field) || !equalJson(objectOf(object[field]), objectOf(old[field])),
      )
      .map((field) => forbidden(field, immutableText)),
  ];
}

/** What is said about a pair of certificate and key that cannot be used. */
function secretWarnings(secret: PlainObject): readonly string[] {
  if (secret["type"] !== "kubernetes.io/tls") return [];
  const text = (key: string) =>
    fromUtf8(decodeBase64(textOf(valueAt(secret, "data", key))) ?? new Uint8Array());
  if (!text("tls.crt").includes("-----BEGIN CERTIFICATE-----"))
    return ["tls: failed to find any PEM data in certificate input"];
  return text("tls.key").includes("-----BEGIN")
    ? []
    : ["tls: failed to find any PEM data in key input"];
}

const dockerKeys: Readonly<Record<string, string>> = {
  "kubernetes.io/dockercfg": ".dockercfg",
  "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
};

/** Credentials of registries are JSON; what stands there instead is not shown. */
function validateDocker(secret: PlainObject): readonly FieldError[] {
  const key = entryOf(dockerKeys, textOf(secret["type"]));
  const content = key === undefined ? undefined : valueAt(secret, "data", key);
  if (key === undefined || content === undefined) return [];
  const bytes = decodeBase64(textOf(content)) ?? new Uint8Array();
  const problem = jsonProblem(bytes);
  return problem === undefined
    ? []
    : [invalid(`data[${key}]`, "<secret contents redacted>", problem)];
}

function jsonProblem(bytes: Uint8Array): string | undefined {
  try {
    parseJson(fromUtf8(bytes));
    return undefined;
  } catch (error) {
    if (error instanceof NumberRangeError) return error.message;
    if (!(error instanceof JsonSyntaxError)) throw error;
    // Go looks at single bytes where text may have characters of several.
    const [first] = bytes;
    return first !== undefined && first > 0x7f
      ? `invalid character '${String.fromCharCode(first)}' looking for beginning of value`
      : error.message;
  }
}

const requiredSecretKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

function validateSecret(secret: PlainObject): readonly FieldError[] {
  const data = objectOf(secret["data"]);
  const errors = [...validateKeys(data, "data")];
  if (base64Bytes(data) > contentBytesMax) errors.push(tooLong("data", contentBytesMax));
  for (const key of entryOf(requiredSecretKeys, textOf(secret["type"])) ?? []) {
    if (!Object.hasOwn(data, key)) errors.push(required(`data[${key}]`));
  }
  errors.push(...validateDocker(secret));
  if (secret["type"] === "kubernetes.io/service-account-token") {
    const annotation = "kubernetes.io/service-account.name";
    if (textOf(valueAt(secret, "metadata", "annotations", annotation)) === "") {
      errors.push(required(`metadata.annotations[${annotation}]`));
    }
  }
  if (
    secret["type"] === "kubernetes.io/basic-auth" &&
    !["username", "password"].some((key) => Object.hasOwn(data, key))
  ) {
    errors.push(required("data[username]"), required("data[password]"));
  }
  return errors;
}
