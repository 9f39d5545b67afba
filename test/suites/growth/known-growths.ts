import { comparedGrowths } from "./compared-inputs.ts";
import { depthGrowths } from "./depth-inputs.ts";
import { expressionGrowths } from "./expression-inputs.ts";
import type { Growth } from "./growing-request.ts";
import { growths } from "./inputs.ts";

/** What somebody has thought of, in the order in which it is measured. */
export const knownGrowths: readonly Growth[] = [
  ...growths,
  ...comparedGrowths,
  ...depthGrowths,
  ...expressionGrowths,
];
