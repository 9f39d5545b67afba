import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";
import { maySign } from "./signer-access.ts";

/** @see kubernetes plugin/pkg/admission/certificates/approval/admission.go */
export const certificateApproval: AdmissionPlugin = {
  name: "CertificateApproval",
  handles: writesOf(["certificatesigningrequests.certificates.k8s.io"], ["UPDATE"], ["approval"]),
  validate(asked, view) {
    const signer = textOf(valueAt(asked.old, "spec", "signerName"));
    if (maySign(view, asked.request.user, "approve", signer)) return;
    throw refused(
      asked,
      `user not permitted to approve requests with signerName ${JSON.stringify(signer)}`,
    );
  },
};
