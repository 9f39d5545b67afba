import { admissionRegistrationKinds } from "./admission-registration.ts";
import { apiService } from "./api-service.ts";
import { certificateSigningRequestRules } from "./certificate-signing-request.ts";
import { deviceKinds } from "./devices.ts";
import { flowControlKinds } from "./flow-control.ts";
import type { KindRules } from "./kind-rules.ts";
import { networkingKinds } from "./networking.ts";
import { rbacKinds } from "./rbac.ts";
import { smallGroupKinds } from "./small-groups.ts";
import { storageKinds } from "./storage.ts";

/**
 * Kinds of the smaller groups: those that are not as most kinds are.
 *
 * @see kubernetes pkg/registry/…/strategy.go
 */
export const otherKinds: Readonly<Record<string, KindRules>> = {
  ...networkingKinds,
  ...storageKinds,
  ...rbacKinds,
  ...smallGroupKinds,
  ...flowControlKinds,
  ...admissionRegistrationKinds,
  ...deviceKinds,
  APIService: apiService,
  CertificateSigningRequest: certificateSigningRequestRules,
};
