import { listOf, objectOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { looseNetwork, networkWarnings, parseNetwork } from "../validation/addresses.ts";
import { all, type Check, each, fields, isEmpty } from "../validation/checks.ts";
import { resourceAmount, taints } from "../validation/resource-checks.ts";
import type { KindRules } from "./kind-rules.ts";

const podNetworks: Check = (value, at, report) => {
  const networks = listOf(value);
  if (networks.length < 2) return;
  const families = networks.map((text) => parseNetwork(textOf(text))?.address.family);
  const unknown = families.indexOf(undefined);
  if (unknown >= 0) {
    report.errors.push({
      reason: "InternalError",
      field: at,
      message: `Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${unknown}]: <nil> (invalid CIDR address: ${textOf(networks[unknown])})`,
    });
    report.invalid(at, networks, "may specify no more than one CIDR for each IP family");
    return;
  }
  if (new Set(families).size < 2 || networks.length > 2)
    report.invalid(at, networks, "may specify no more than one CIDR for each IP family");
};

const nodeResources: Check = (value, at, report) => {
  for (const member of ["capacity", "allocatable"]) {
    for (const [name, amount] of Object.entries(objectOf(objectOf(value)[member])))
      resourceAmount(name)(amount, `${at}.${member}.${name}`, report);
  }
};

const uniqueItems: Check = (value, at, report) => {
  const seen = new Set<string>();
  listOf(value).forEach((item, index) => {
    const key = JSON.stringify(item);
    if (seen.has(key)) report.duplicate(`${at}[${index}]`, item);
    seen.add(key);
  });
};

const featureName = /^[A-Z][A-Za-z0-9]*(\/[A-Za-z][A-Za-z0-9]*)*$/;
const featureNameMax = 253;

/** What a kubelet says that it can do: names in their order, each once. */
const declaredFeatures: Check = (value, at, report) => {
  const names = listOf(value).map(textOf);
  names.forEach((name, index) => {
    const place = `${at}[${index}]`;
    const before = index === 0 ? "" : names[index - 1];
    if (index > 0 && name === before) report.duplicate(place, name);
    else if (before !== undefined && name < before)
      report.invalid(place, name, "list must be sorted alphabetically");
    const refuse = (problem: string): void =>
      report.invalid(place, name, `invalid feature name ${JSON.stringify(name)}: ${problem}`);
    if (name.length > featureNameMax) refuse(`must be no more than ${featureNameMax} characters`);
    else if (!featureName.test(name))
      refuse(
        "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes",
      );
  });
};

/** @see kubernetes pkg/apis/core/validation/validation.go */
export const node: KindRules = {
  takesStatus: "on-create",
  warningsOf: (object) => [
    ...(isEmpty(valueAt(object, "spec", "externalID"))
      ? []
      : ["spec.externalID: this field is deprecated, and is unused by Kubernetes"]),
    ...listOf(valueAt(object, "spec", "podCIDRs")).flatMap((network, index) =>
      networkWarnings(network, `spec.podCIDRs[${index}]`),
    ),
  ],
  selectableFields: {
    "spec.unschedulable": (node) => String(valueAt(node, "spec", "unschedulable") === true),
  },
  check: fields({
    spec: fields({
      taints: (value, _at, report) => taints(value, "metadata.taints", report),
      podCIDRs: all(each(looseNetwork), podNetworks),
    }),
    status: nodeResources,
  }),
  droppedFields: ["spec.configSource", "status.config"],
  // The feature is off, which only who creates a node is told.
  prepareForCreate: (object) =>
    valueAt(object, "status", "declaredFeatures") === undefined
      ? object
      : withValueAt(object, ["status", "declaredFeatures"], undefined),
  checkUpdate: all(
    fields({
      spec: fields({
        taints: (value, _at, report) => taints(value, "metadata.taints", report),
      }),
      status: nodeResources,
    }),
    (value, _at, report) => {
      const before = listOf(valueAt(report.old, "spec", "podCIDRs"));
      const now = listOf(valueAt(value, "spec", "podCIDRs"));
      const at = "spec.podCIDRs";
      const detail = 'node updates may not change podCIDR except from "" to valid';
      if (before.length > 0 && before.length !== now.length) report.forbidden(at, detail);
      else
        before.forEach((text, index) => {
          if (text !== now[index]) report.forbidden(at, detail);
        });
      const id = textOf(valueAt(report.old, "spec", "providerID"));
      if (id !== "" && id !== valueAt(value, "spec", "providerID"))
        report.forbidden(
          "spec.providerID",
          'node updates may not change providerID except from "" to valid',
        );
      if (valueAt(value, "spec", "externalID") !== valueAt(report.old, "spec", "externalID"))
        report.forbidden("spec.externalID", "may not be updated");
    },
  ),
  checkStatus: fields({
    status: all(nodeResources, fields({ addresses: uniqueItems, declaredFeatures })),
    spec: fields({
      taints: (value, _at, report) => taints(value, "metadata.taints", report),
    }),
  }),
};
