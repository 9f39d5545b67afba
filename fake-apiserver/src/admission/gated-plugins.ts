import type { FeatureGates } from "../feature-gates.ts";
import type { AdmissionSwitches } from "./default-chain.ts";

const gated = "MutatingAdmissionPolicy";

/** The switches with the plugin that a feature gate adds, unless it is switched off; without the gate to name it changes nothing. */
export function withGates(
  switches: AdmissionSwitches | undefined,
  gates: FeatureGates,
): AdmissionSwitches | undefined {
  const { enable = [], disable = [] } = switches ?? {};
  const others = enable.filter((name) => name !== gated);
  if (gates.MutatingAdmissionPolicy !== true)
    return others.length === enable.length ? switches : { ...switches, enable: others };
  const isOff = disable.includes(gated) || (disable.includes("*") && !enable.includes(gated));
  return isOff ? switches : { ...switches, enable: [...others, gated] };
}
