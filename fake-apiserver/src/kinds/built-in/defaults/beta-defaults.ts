import { textOf } from "../../../codec/json/plain-object.ts";
import { type Defaulter, type Defaulters, fill } from "../apply-defaults.ts";
import { otherDefaults } from "./other-defaults.ts";

/** The defaulters of these types in these versions are those of the first. */
function asIn(
  [like, ...versions]: readonly [string, ...string[]],
  types: readonly string[],
): Defaulters {
  return Object.fromEntries(
    versions.flatMap((version) =>
      types.flatMap((type): [string, Defaulter][] => {
        const defaulter = otherDefaults[`io.k8s.api.${like}.${type}`];
        return defaulter === undefined ? [] : [[`io.k8s.api.${version}.${type}`, defaulter]];
      }),
    ),
  );
}

const failsClosed: Defaulter = (spec) => {
  fill(spec, "failurePolicy", "Fail");
};

/**
 * Versions that are served only when that is wished for.
 *
 * @see kubernetes pkg/apis/*\/v1alpha1/defaults.go, pkg/apis/*\/v1beta1/defaults.go
 */
export const betaDefaults: Defaulters = {
  ...asIn(
    ["admissionregistration.v1", "admissionregistration.v1alpha1", "admissionregistration.v1beta1"],
    ["MatchResources", "NamedRuleWithOperations"],
  ),
  "io.k8s.api.admissionregistration.v1alpha1.MutatingAdmissionPolicySpec": failsClosed,
  "io.k8s.api.admissionregistration.v1beta1.MutatingAdmissionPolicySpec": failsClosed,
  ...asIn(
    ["resource.v1", "resource.v1beta1", "resource.v1beta2"],
    ["ExactDeviceRequest", "DeviceSubRequest"],
  ),
  "io.k8s.api.resource.v1beta1.DeviceRequest"(request) {
    if (textOf(request["deviceClassName"]) === "") return;
    otherDefaults["io.k8s.api.resource.v1.ExactDeviceRequest"]?.(request);
  },
  "io.k8s.api.admissionregistration.v1alpha1.ParamRef"(reference) {
    fill(reference, "parameterNotFoundAction", "Deny");
  },
};
