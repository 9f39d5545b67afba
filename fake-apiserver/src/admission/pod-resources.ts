import { valueAt } from "../codec/json/plain-object.ts";
import {
  type Amounts,
  amountsOf,
  containerAmounts,
  pick,
  sum,
} from "../kinds/built-in/pods/container-amounts.ts";

/** Whether the pod's overhead counts. */
export interface PodResourceOptions {
  readonly withOverhead: boolean;
}

/**
 * What a pod asks for as a whole, or its containers where it does not.
 *
 * @see k8s.io/component-helpers resource/helpers.go
 */
export function podResources(
  pod: unknown,
  kind: "requests" | "limits",
  { withOverhead }: PodResourceOptions,
): Amounts {
  const spec = valueAt(pod, "spec");
  const whole = {
    ...containerAmounts(spec, kind),
    ...amountsOf(valueAt(spec, "resources", kind)),
  };
  const overhead = amountsOf(valueAt(spec, "overhead"));
  if (!withOverhead) return whole;
  // A limit that is not set is none: overhead alone does not make one.
  const counted =
    kind === "requests" ? overhead : pick(overhead, (name) => Object.hasOwn(whole, name));
  return sum(whole, counted);
}
