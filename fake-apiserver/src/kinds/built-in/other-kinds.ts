import { apiService } from "./api-service.ts";
import { onlyBetaKinds } from "./beta-kinds.ts";
import { deviceKinds } from "./devices/devices.ts";
import type { KindRules } from "./kind-rules.ts";
import { networkingKinds } from "./network/networking.ts";
import { admissionRegistrationKinds } from "./policy/admission-registration.ts";
import { certificateSigningRequestRules } from "./policy/certificate-signing-request.ts";
import { flowControlKinds } from "./policy/flow-control.ts";
import { rbacKinds } from "./policy/rbac.ts";
import { smallGroupKinds } from "./small-groups.ts";
import { storageKinds } from "./storage/storage.ts";

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
  ...onlyBetaKinds,
  APIService: apiService,
  CertificateSigningRequest: certificateSigningRequestRules,
};
