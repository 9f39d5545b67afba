import { valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { newestDefault } from "./newest-default.ts";

/**
 * An ingress that names no class gets the default one, where there is one.
 *
 * @see kubernetes plugin/pkg/admission/network/defaultingressclass/admission.go
 */
export const defaultIngressClass: AdmissionPlugin = {
  name: "DefaultIngressClass",
  handles: writesOf(["ingresses.networking.k8s.io"], ["CREATE"]),
  mutate({ object }, view) {
    if (object === undefined || valueAt(object, "spec", "ingressClassName") !== undefined) return;
    if (object.metadata?.annotations?.["kubernetes.io/ingress.class"] !== undefined) return;
    const found = newestDefault(view.list("ingressclasses.networking.k8s.io", undefined), [
      "ingressclass.kubernetes.io/is-default-class",
    ]);
    if (found === undefined) return;
    return withValueAt(object, ["spec", "ingressClassName"], found.metadata?.name);
  },
};
