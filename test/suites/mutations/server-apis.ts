import type { ClusterOptions } from "@informerlab/fake-apiserver";

/** What a server has to be told so that it has policies that change objects. */
export const apis: Pick<ClusterOptions, "featureGates" | "runtimeConfig"> = {
  featureGates: { MutatingAdmissionPolicy: true },
  runtimeConfig: {
    "admissionregistration.k8s.io/v1beta1": true,
    "admissionregistration.k8s.io/v1alpha1": true,
  },
};
