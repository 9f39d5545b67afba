import {
  canonicalText,
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../../codec/json/plain-object.ts";
import { labelValue, longName, qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import { type FieldError, forbidden } from "../../../schema/field-error.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  immutable,
  isSet,
  maxItems,
  needed,
  neededPointer,
  oneOf,
  optional,
  unlessEmpty,
} from "../../validation/checks.ts";
import { driverName, nodeSelector } from "../../validation/common-checks.ts";
import { Shown } from "../../validation/report.ts";
import { templateMetadata } from "../../validation/template-metadata.ts";
import type { KindRules } from "../kind-rules.ts";
import { attributeName, ownName, poolName, requestName, setOf } from "./device-checks.ts";
import { checkDeviceExpression } from "./device-expression.ts";
import { deviceIdText, deviceStatuses } from "./device-status.ts";
import { resourceSlice } from "./resource-slice.ts";

const opaque = needed(
  fields({
    driver: driverName,
    parameters: (value, at, report) => {
      if (!isSet(value)) report.required(at);
      else if (!isPlainObject(value))
        report.invalid(at, "<value omitted>", "must be a valid JSON object");
    },
  }),
);

const configuration: Check = fields({ opaque: neededPointer(opaque) });

const deviceExpression: Check = fields({ expression: checkDeviceExpression });
const selectors: Check = all(maxItems(32), each(fields({ cel: neededPointer(deviceExpression) })));

const tolerations: Check = each((value, at, report) => {
  const { key, operator, value: text, effect } = objectOf(value);
  unlessEmpty(form(qualifiedName))(key, `${at}.key`, report);
  if (operator === "Exists") {
    if (textOf(text) !== "")
      report.invalid(`${at}.value`, text, "must be empty for operator `Exists`");
  } else if (operator === "Equal") form(labelValue)(text ?? "", `${at}.value`, report);
  else needed(oneOf("Equal", "Exists"))(operator, `${at}.operator`, report);
  unlessEmpty(oneOf("NoExecute", "NoSchedule", "None"))(effect, `${at}.effect`, report);
});

const exactRequest: Check = all(
  fields({ deviceClassName: needed(form(subdomainName)), selectors }),
  (value, at, report) => {
    const { allocationMode, count } = objectOf(value);
    const number = numberOf(count);
    if (allocationMode === "All") {
      if (number !== 0)
        report.invalid(`${at}.count`, number, "must not be specified when allocationMode is 'All'");
    } else if (allocationMode === "ExactCount") {
      if (number <= 0) report.invalid(`${at}.count`, number, "must be greater than zero");
    } else if (allocationMode !== undefined)
      report.notSupported(`${at}.allocationMode`, textOf(allocationMode), ["All", "ExactCount"]);
  },
  fields({ tolerations }),
);

const deviceRequest: Check = all(fields({ name: requestName }), (value, at, report) => {
  const { exactly, firstAvailable } = objectOf(value);
  const text = "exactly one of `exactly` or `firstAvailable` is required";
  const hasChoice = listOf(firstAvailable).length > 0;
  if (!hasChoice && !isSet(exactly)) report.required(at, text);
  else if (hasChoice && isSet(exactly))
    report.invalid(at, new Shown(null), `${text}, but multiple fields are set`);
  else if (hasChoice)
    setOf(8, all(fields({ name: requestName }), exactRequest), ownName)(
      firstAvailable,
      `${at}.firstAvailable`,
      report,
    );
  else exactRequest(exactly, `${at}.exactly`, report);
});

/** The names that constraints and configurations may speak of. */
function namesOfRequests(requests: unknown): ReadonlySet<string> {
  return new Set(
    listOf(requests).flatMap((request) => {
      const choices = listOf(objectOf(request)["firstAvailable"]).map(ownName);
      const name = ownName(request);
      return [name, ...choices.map((choice) => `${name}/${choice}`)];
    }),
  );
}

function requestReference(names: ReadonlySet<string>): Check {
  const text =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  return (value, at, report) => {
    const name = textOf(value);
    const parts = name.split("/");
    if (parts.length > 2) {
      report.invalid(at, name, text);
      return;
    }
    for (const part of parts) requestName(part, at, report);
    if (!names.has(name)) report.invalid(at, name, text);
  };
}

const claimDevices: Check = (value, at, report) => {
  const { requests } = objectOf(value);
  const requested = setOf(32, requestReference(namesOfRequests(requests)), textOf);
  fields({
    requests: setOf(32, deviceRequest, ownName),
    constraints: all(
      maxItems(32),
      each(fields({ requests: requested, matchAttribute: neededPointer(attributeName) })),
    ),
    config: all(maxItems(32), each(all(fields({ requests: requested }), configuration))),
  })(value, at, report);
};

const consumer: Check = fields({ resource: needed(), name: needed(), uid: needed() });

const allocation: Check = (value, at, report) => {
  const requests = valueAt(report.object, "spec", "devices", "requests");
  const reference = requestReference(namesOfRequests(requests));
  fields({
    devices: fields({
      results: each(
        fields({ request: reference, driver: driverName, pool: poolName, device: requestName }),
      ),
      config: each(
        all(
          fields({
            source: needed(oneOf("FromClaim", "FromClass")),
            requests: setOf(32, reference, textOf),
          }),
          configuration,
        ),
      ),
    }),
    nodeSelector: optional(nodeSelector),
  })(value, at, report);
};

/** What a claim says about features that are off. */
function droppedOfClaim(devices: string): readonly string[] {
  const kinds = ["exactly", "firstAvailable[]"].map((kind) => `${devices}.requests[].${kind}`);
  return [
    ...kinds.flatMap((kind) => [`${kind}.tolerations`, `${kind}.capacity`]),
    `${devices}.constraints[].distinctAttribute`,
  ];
}

const adminLabel = "resource.kubernetes.io/admin-access";

/**
 * Who may look into devices that others use, the namespace says.
 *
 * @see kubernetes pkg/registry/resource/utils.go AuthorizedForAdmin
 */
function adminAccess(
  object: PlainObject,
  devices: unknown,
  context: StrategyContext,
): readonly FieldError[] {
  const asking = listOf(valueAt(devices, "requests")).findIndex(
    (request) => valueAt(request, "exactly", "adminAccess") === true,
  );
  return asking < 0 ? [] : needsLabel(object, `spec.devices.requests[${asking}]`, context);
}

/** The same for what was allocated, once. */
function adminAllocation(
  claim: PlainObject,
  old: PlainObject,
  context: StrategyContext,
): readonly FieldError[] {
  const results = ["status", "allocation", "devices", "results"] as const;
  const [before = -1, asking = -1] = [old, claim].map((one) =>
    listOf(valueAt(one, ...results)).findIndex((result) => valueAt(result, "adminAccess") === true),
  );
  return before >= 0 || asking < 0
    ? []
    : needsLabel(claim, `${results.join(".")}[${asking}]`, context);
}

function needsLabel(
  object: PlainObject,
  at: string,
  { find }: StrategyContext,
): readonly FieldError[] {
  const name = textOf(valueAt(object, "metadata", "namespace"));
  const namespace = find?.({ group: "", resource: "namespaces", name });
  if (namespace?.metadata?.labels?.[adminLabel] === "true") return [];
  return [
    forbidden(
      `${at}.adminAccess`,
      `admin access to devices requires the \`${adminLabel}: true\` label on the containing namespace`,
    ),
  ];
}

/** Who does not use a claim that is to go will not do so any more. */
const noNewConsumers: Check = (value, at, report) => {
  const known = new Set(listOf(valueAt(report.old, "status", "reservedFor")).map(canonicalText));
  if (listOf(value).some((consumer) => !known.has(canonicalText(consumer))))
    report.forbidden(
      at,
      "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set",
    );
};

/** What is told of a device goes with the device. */
function withoutDeallocated(claim: PlainObject, old: PlainObject): PlainObject {
  const devices = valueAt(claim, "status", "devices");
  if (!isSet(devices)) return claim;
  const [before = [], now = []] = [old, claim].map((one) =>
    listOf(valueAt(one, "status", "allocation", "devices", "results")).map(deviceIdText),
  );
  const gone = new Set(before);
  for (const id of now) gone.delete(id);
  const left = listOf(devices).filter((device) => !gone.has(deviceIdText(device)));
  const status = objectOf(claim["status"]);
  return {
    ...claim,
    status: left.length === 0 ? without(status, "devices") : { ...status, devices: left },
  };
}

const resourceClaim: KindRules = {
  statusKeepsMetadata: true,
  prepareForUpdate: (claim, old, subresource) =>
    subresource === "status" ? withoutDeallocated(claim, old) : claim,
  strategy: { deleteAnswersObject: true },
  droppedFields: [
    ...droppedOfClaim("spec.devices"),
    ...["shareID", "consumedCapacity", "bindingConditions", "bindingFailureConditions"].map(
      (name) => `status.allocation.devices.results[].${name}`,
    ),
    "status.devices[].shareID",
  ],
  mayCreate: (claim, context) => adminAccess(claim, valueAt(claim, "spec", "devices"), context),
  mayWriteStatus: adminAllocation,
  checkCreate: fields({ spec: fields({ devices: claimDevices }) }),
  checkUpdate: immutable("spec"),
  checkStatus: fields({
    status: (value, at, report) => {
      const { allocation: now, reservedFor } = objectOf(value);
      fields({
        reservedFor: setOf(256, consumer, (item) => textOf(objectOf(item)["uid"])),
        devices: deviceStatuses,
      })(value, at, report);
      if (listOf(reservedFor).length > 0 && !isSet(now))
        report.forbidden(`${at}.reservedFor`, "may not be specified when `allocated` is not set");
      else if (isSet(valueAt(report.object, "metadata", "deletionTimestamp")))
        noNewConsumers(reservedFor, `${at}.reservedFor`, report);
      if (!isSet(now)) return;
      if (isSet(valueAt(report.old, "status", "allocation")))
        immutable("status.allocation")(report.object, "", report);
      else allocation(now, `${at}.allocation`, report);
    },
  }),
};

const resourceClaimTemplate: KindRules = {
  strategy: { deleteAnswersObject: true },
  droppedFields: droppedOfClaim("spec.spec.devices"),
  mayCreate: (template, context) =>
    adminAccess(template, valueAt(template, "spec", "spec", "devices"), context),
  check: fields({
    spec: fields({ metadata: templateMetadata, spec: fields({ devices: claimDevices }) }),
  }),
  checkUpdate: immutable("spec"),
};

const deviceClass: KindRules = {
  nameRule: longName,
  checksPrefix: false,
  strategy: { keepsGeneration: true, deleteAnswersObject: true },
  droppedFields: ["spec.extendedResourceName"],
  check: fields({
    spec: fields({ selectors, config: all(maxItems(32), each(configuration)) }),
  }),
};

/**
 * Devices that pods claim.
 *
 * @see kubernetes pkg/apis/resource/validation/validation.go, pkg/registry/resource/…/strategy.go
 */
export const deviceKinds: Readonly<Record<string, KindRules>> = {
  DeviceClass: deviceClass,
  ResourceClaim: resourceClaim,
  ResourceClaimTemplate: resourceClaimTemplate,
  ResourceSlice: resourceSlice,
};
