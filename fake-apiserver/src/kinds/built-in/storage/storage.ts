import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../../codec/json/plain-object.ts";
import { qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  immutable,
  immutableText,
  isSet,
  needed,
  neededPointer,
  notNegative,
  notNegativeQuantity,
  oneOf,
  optional,
  optionalOneOf,
  sameState,
  unchanged,
  unchangedMap,
  unlessEmpty,
} from "../../validation/checks.ts";
import { driverName, labelSelector } from "../../validation/common-checks.ts";
import { Shown } from "../../validation/report.ts";
import { deprecatedLabel } from "../deprecated-labels.ts";
import type { KindRules } from "../kind-rules.ts";
import { checkTokenLifetime } from "../pods/token-lifetime.ts";
import { topologyTerm, volumeSpec } from "../pods/volume-spec.ts";

/**
 * Kinds of storage.k8s.io.
 *
 * @see kubernetes pkg/apis/storage/validation/validation.go
 */

const parameterBytesMax = 256 * 1024;

const provisioner: Check = needed((value, at, report) => {
  form(qualifiedName)(textOf(value).toLowerCase(), at, report);
});

function parameters(mayBeEmpty: boolean): Check {
  return (value, at, report) => {
    const pairs = Object.entries(objectOf(value));
    if (pairs.length > 512) {
      report.tooLong(at, 512);
      return;
    }
    let bytes = 0;
    for (const [key, text] of pairs) {
      if (key === "") report.invalid(at, key, "field can not be empty.");
      bytes += key.length + textOf(text).length;
    }
    if (bytes > parameterBytesMax) report.tooLong(at, parameterBytesMax);
    if (!mayBeEmpty && pairs.length === 0)
      report.required(at, "must contain at least one key/value pair");
  };
}

const allowedTopologies: Check = (value, at, report) => {
  // The server compares with as many empty terms as there are terms, besides those before.
  const terms = listOf(value);
  const seen: (PlainObject | undefined)[] = terms.map(() => undefined);
  terms.forEach((term, index) => {
    topologyTerm(term, `${at}[${index}]`, report);
    const map = Object.fromEntries(
      listOf(objectOf(term)["matchLabelExpressions"]).map((expression) => {
        const { key, values } = objectOf(expression);
        return [textOf(key), [...new Set(listOf(values))].sort()];
      }),
    );
    for (const other of seen) {
      if (other === undefined ? Object.keys(map).length === 0 : equalJson(map, other))
        report.duplicate(`${at}[${index}].matchLabelExpressions`, "");
    }
    seen.push(map);
  });
};

const storageClass: KindRules = {
  strategy: { deleteAnswersObject: true },
  check: fields({
    provisioner,
    parameters: parameters(true),
    reclaimPolicy: unlessEmpty(oneOf("Delete", "Retain")),
    volumeBindingMode: neededPointer(oneOf("Immediate", "WaitForFirstConsumer")),
    allowedTopologies,
  }),
  checkUpdate: all(
    unchangedMap("parameters", "updates to parameters are forbidden."),
    unchanged("provisioner", "updates to provisioner are forbidden."),
    unchanged("reclaimPolicy", "updates to reclaimPolicy are forbidden."),
    immutable("volumeBindingMode"),
  ),
  warningsOf: (object) =>
    listOf(object["allowedTopologies"]).flatMap((term, index) =>
      listOf(objectOf(term)["matchLabelExpressions"]).flatMap((expression, place) =>
        deprecatedLabel(objectOf(expression)["key"]).map(
          (text) => `allowedTopologies[${index}].matchLabelExpressions[${place}].key: ${text}`,
        ),
      ),
    ),
};

const volumeError: Check = optional((value, at, report) => {
  const { message, errorCode } = objectOf(value);
  if (textOf(message).length > 1024) report.tooLong(`${at}.message`, 256 * 1024);
  if (typeof errorCode === "number" && errorCode < 0)
    report.invalid(`${at}.errorCode`, errorCode, "must be between 0 and 2147483647, inclusive");
});

const attachmentSource: Check = (value, at, report) => {
  const { persistentVolumeName: name, inlineVolumeSpec: inline } = objectOf(value);
  const detail = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (!isSet(name) && !isSet(inline)) report.required(at, detail);
  else if (isSet(name) && isSet(inline)) report.forbidden(at, detail);
  else if (isSet(name))
    needed(undefined, "must specify non empty persistentVolumeName")(
      name,
      `${at}.persistentVolumeName`,
      report,
    );
  else volumeSpec({ isInline: true })(inline, `${at}.inlineVolumeSpec`, report);
};

const volumeAttachment: KindRules = {
  strategy: { deleteAnswersObject: true, allowsUnconditionalUpdate: false },
  metadataOnUpdate: ["whole"],
  statusKeepsMetadata: true,
  check: fields({
    spec: fields({
      attacher: needed(),
      source: attachmentSource,
      nodeName: form(subdomainName),
    }),
    status: fields({ attachError: volumeError, detachError: volumeError }),
  }),
  checkCreate: fields({
    spec: fields({
      attacher: driverName,
      source: fields({ persistentVolumeName: optional(form(subdomainName)) }),
    }),
  }),
  checkUpdate: immutable("spec"),
  checkStatus: fields({
    status: fields({ attachError: volumeError, detachError: volumeError }),
  }),
};

const nodeDriver: Check = (value, at, report) => {
  const { nodeID, topologyKeys } = objectOf(value);
  fields({ name: driverName })(value, at, report);
  needed()(nodeID, `${at}.nodeID`, report);
  if (textOf(nodeID).length > 256)
    report.invalid(`${at}.nodeID`, nodeID, "must be 256 characters or less");
  fields({ allocatable: fields({ count: notNegative }) })(value, at, report);
  const seen = new Set<unknown>();
  for (const key of listOf(topologyKeys)) {
    if (textOf(key) === "") report.required(at);
    if (seen.has(key)) report.duplicate(at, key);
    seen.add(key);
    form(qualifiedName)(key, at, report);
  }
};

const csiNode: KindRules = {
  strategy: { deleteAnswersObject: true, allowsUnconditionalUpdate: false },
  metadataOnUpdate: ["whole", "whole"],
  isCheckedTwiceOnUpdate: true,
  check: fields({
    spec: fields({
      drivers: all(each(nodeDriver), (value, at, report) => {
        const seen = new Set<string>();
        listOf(value).forEach((driver, index) => {
          const name = textOf(objectOf(driver)["name"]);
          if (seen.has(name)) report.duplicate(`${at}[${index}].name`, name);
          seen.add(name);
        });
      }),
    }),
  }),
  checkUpdate(value, _at, report) {
    for (const before of listOf(valueAt(report.old, "spec", "drivers")).map(objectOf)) {
      for (const now of listOf(valueAt(value, "spec", "drivers")).map(objectOf)) {
        const kept = without(now, "allocatable");
        if (now["name"] !== before["name"] || sameState(kept, without(before, "allocatable")))
          continue;
        const [shown] = listOf(report.shown("spec.drivers", [kept]));
        report.invalid("spec.drivers", new Shown(shown), immutableText);
      }
    }
  },
};

const tokenRequests: Check = (value, at, report) => {
  const audiences = new Set<string>();
  listOf(value).forEach((request, index) => {
    const { audience, expirationSeconds: seconds } = objectOf(request);
    const place = `${at}[${index}]`;
    if (audiences.has(textOf(audience))) {
      report.duplicate(`${place}.audience`, textOf(audience));
      return;
    }
    audiences.add(textOf(audience));
    checkTokenLifetime(seconds, `${place}.expirationSeconds`, report);
  });
};

const csiDriver: KindRules = {
  generation: "on-change",
  strategy: { deleteAnswersObject: true, allowsUnconditionalUpdate: false },
  metadataOnUpdate: ["update"],
  check: fields({
    spec: all(
      fields({
        fsGroupPolicy: optionalOneOf("File", "None", "ReadWriteOnceWithFSType"),
        tokenRequests,
        volumeLifecycleModes: (value, at, report) => {
          for (const mode of listOf(value)) oneOf("Persistent", "Ephemeral")(mode, at, report);
        },
        nodeAllocatableUpdatePeriodSeconds: (value, at, report) => {
          if (typeof value === "number" && value < 10)
            report.invalid(at, value, "must be greater than or equal to 10 seconds");
        },
      }),
      (value, at, report) => {
        const { serviceAccountTokenInSecrets: inSecrets, tokenRequests: requests } =
          objectOf(value);
        if (isSet(inSecrets) && listOf(requests).length === 0) {
          report.invalid(
            `${at}.serviceAccountTokenInSecrets`,
            inSecrets,
            "serviceAccountTokenInSecrets is set but no tokenRequests are specified",
          );
        }
      },
    ),
  }),
  checkUpdate: all(
    immutable("spec.attachRequired", "spec.attachedRequired"),
    immutable("spec.volumeLifecycleModes"),
  ),
  warningsOf(object, old) {
    const { tokenRequests: requests, serviceAccountTokenInSecrets } = objectOf(object["spec"]);
    const before = listOf(valueAt(old, "spec", "tokenRequests"));
    return !equalJson(before, listOf(requests)) &&
      listOf(requests).length > 0 &&
      !isSet(serviceAccountTokenInSecrets)
      ? [
          "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes",
        ]
      : [];
  },
};

const csiStorageCapacity: KindRules = {
  strategy: { allowsUnconditionalUpdate: false },
  check: fields({
    nodeTopology: labelSelector,
    storageClassName: form(subdomainName),
    capacity: notNegativeQuantity,
  }),
  checkUpdate: all(immutable("nodeTopology"), immutable("storageClassName")),
  warningsOf: (capacity) => nodeSelectorWarnings(capacity["nodeTopology"], "nodeTopology"),
};

/** @see kubernetes pkg/api/node/util.go (GetWarningsForNodeSelector) */
function nodeSelectorWarnings(selector: unknown, at: string): readonly string[] {
  const { matchExpressions, matchLabels } = objectOf(selector);
  return [
    ...listOf(matchExpressions).flatMap((expression, index) => {
      const key = textOf(objectOf(expression)["key"]);
      const place = `${at}.matchExpressions[${index}].key`;
      return deprecatedLabel(key).map((text) => `${place}: ${key} is ${text}`);
    }),
    ...Object.keys(objectOf(matchLabels)).flatMap((key) =>
      deprecatedLabel(key).map((text) => `${at}.matchLabels.${key}: ${text}`),
    ),
  ];
}

const volumeAttributesClass: KindRules = {
  strategy: { deleteAnswersObject: true },
  isChangeCheckedFirst: true,
  check: fields({ driverName: provisioner, parameters: parameters(false) }),
  checkUpdate: all(
    unchanged("driverName", "updates to driverName are forbidden."),
    unchangedMap("parameters", "updates to parameters are forbidden."),
  ),
};

/** Rules by kind. */
export const storageKinds: Readonly<Record<string, KindRules>> = {
  StorageClass: storageClass,
  VolumeAttachment: volumeAttachment,
  CSINode: csiNode,
  CSIDriver: csiDriver,
  CSIStorageCapacity: csiStorageCapacity,
  VolumeAttributesClass: volumeAttributesClass,
};
