import { equalJson, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";
import { maySign } from "./signer-access.ts";

/** @see kubernetes plugin/pkg/admission/certificates/signing/admission.go */
export const certificateSigning: AdmissionPlugin = {
  name: "CertificateSigning",
  handles: writesOf(["certificatesigningrequests.certificates.k8s.io"], ["UPDATE"], ["status"]),
  validate(asked, view) {
    const { object, old } = asked;
    const isUntouched = ["certificate", "conditions"].every((name) =>
      equalJson(valueAt(object, "status", name), valueAt(old, "status", name)),
    );
    if (isUntouched) return;
    const signer = textOf(valueAt(old, "spec", "signerName"));
    if (maySign(view, asked.request.user, "sign", signer)) return;
    throw refused(
      asked,
      `user not permitted to sign requests with signerName ${JSON.stringify(signer)}`,
    );
  },
};
