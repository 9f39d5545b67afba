import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";
import { maySign } from "./signer-access.ts";

/** @see kubernetes plugin/pkg/admission/certificates/ctbattest/admission.go */
export const clusterTrustBundleAttest: AdmissionPlugin = {
  name: "ClusterTrustBundleAttest",
  handles: writesOf(["clustertrustbundles.certificates.k8s.io"], ["CREATE", "UPDATE"]),
  validate(asked, view) {
    const signer = textOf(valueAt(asked.object, "spec", "signerName"));
    if (signer === "" || maySign(view, asked.request.user, "attest", signer)) return;
    throw refused(asked, `user not permitted to attest for signerName ${JSON.stringify(signer)}`);
  },
};
