import { decodeScenario } from "../../scenario/scenario-code.ts";
import { differentAgain, violationsIn } from "../campaign.ts";
import { hashOfRun } from "../run-hash.ts";

// The one argument is a scenario in the form of links; the answer is the ids of the rules that it breaks.
const scenario = decodeScenario(process.argv[2] ?? "");
const [once, again] = [hashOfRun(scenario), hashOfRun(scenario)];
const violations = [...violationsIn(scenario), ...(once === again ? [] : [differentAgain])];
console.log(violations.map(({ invariant }) => invariant).join(" "));
