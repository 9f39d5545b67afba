import type { UserIdentity } from "../../request/read/api-request.ts";
import type { AdmissionView } from "../admission-view.ts";

/**
 * May a user do this to requests of a signer? The right is given for one signer or for all of its domain.
 *
 * @see kubernetes pkg/registry/… plugin/pkg/admission/certificates/util.go
 */
export function maySign(
  view: AdmissionView,
  user: UserIdentity,
  verb: "approve" | "sign" | "attest",
  signer: string,
): boolean {
  const domain = signer.split("/")[0] ?? "";
  return [signer, `${domain}/*`].some((name) =>
    view.isAllowed(user, {
      verb,
      group: "certificates.k8s.io",
      resource: "signers",
      subresource: "",
      namespace: undefined,
      name,
    }),
  );
}
