import { listOf, valueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";

/** @see kubernetes plugin/pkg/admission/network/denyserviceexternalips/admission.go */
export const denyServiceExternalIps: AdmissionPlugin = {
  name: "DenyServiceExternalIPs",
  handles: writesOf(["services"], ["CREATE", "UPDATE"]),
  validate(asked) {
    const before = new Set(listOf(valueAt(asked.old, "spec", "externalIPs")));
    const added = listOf(valueAt(asked.object, "spec", "externalIPs")).some(
      (address) => !before.has(address),
    );
    if (added) throw refused(asked, "Use of external IPs is denied by admission control");
  },
};
