import { decodeScenario } from "../../scenario/scenario-code.ts";
import { violationsIn } from "../campaign.ts";

// The one argument is a scenario in the form of links; the answer is the ids of the rules that it breaks.
const scenario = decodeScenario(process.argv[2] ?? "");
console.log(
  violationsIn(scenario)
    .map(({ invariant }) => invariant)
    .join(" "),
);
