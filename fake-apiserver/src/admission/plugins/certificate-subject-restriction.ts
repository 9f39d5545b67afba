import { readSigningRequest } from "../../codec/certificates/signing-request.ts";
import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";

const signer = "kubernetes.io/kube-apiserver-client";
const masters = "system:masters";

/**
 * Nobody becomes almighty by a client certificate.
 *
 * @see kubernetes plugin/pkg/admission/certificates/subjectrestriction/admission.go
 */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: "CertificateSubjectRestriction",
  handles: writesOf(["certificatesigningrequests.certificates.k8s.io"], ["CREATE"]),
  validate(asked) {
    if (valueAt(asked.object, "spec", "signerName") !== signer) return;
    const found = readSigningRequest(textOf(valueAt(asked.object, "spec", "request")));
    if (typeof found === "string") throw refused(asked, `failed to parse CSR: ${found}`);
    if (!found.organizations.includes(masters)) return;
    throw refused(asked, `use of ${signer} signer with ${masters} group is not allowed`);
  },
};
