/**
 * Records what the parts that controllers are made of do in scenarios: client-go's event recorder and RetryOnConflict, and
 * the expectations of Kubernetes' own controllers. For the tests named `*-oracle`. Needs Go 1.26:
 *
 *   node --conditions=@informerlab/source scripts/controllers/record.ts
 */
import type {
  EventRequest,
  EventScenario,
  ExpectationScenario,
  ExpectationState,
  RetryOutcome,
  RetryScenario,
} from "../../src/testing/controller-scenarios.ts";
import { playInGo, writeFixture } from "../play-in-go.ts";
import { eventScenarios } from "./event-scenarios.ts";
import { expectationScenarios, retryScenarios } from "./other-scenarios.ts";

const program = new URL("recorder", import.meta.url);
const origin = (what: string): string =>
  `core/scripts/controllers: seeded scenarios, and what ${what} does in them`;

function record<S, O>(subject: string, scenarios: readonly S[]): { scenario: S; recorded: O }[] {
  const outcomes = playInGo<S, O>(program, scenarios, { SUBJECT: subject });
  return scenarios.map((scenario, index) => ({ scenario, recorded: outcomes[index] as O }));
}

/** What does not depend on how long client-go draws its first wait. */
const shapeOf = (requests: readonly EventRequest[]): string =>
  JSON.stringify(requests.map(({ method, body }) => [method, body.message, body.count]));

// client-go forgets one of ten similar messages by chance: scenarios in which it matters which come to different things.
const events = eventScenarios("client-go", 150);
const plays = Array.from({ length: 4 }, () =>
  record<EventScenario, readonly EventRequest[]>("events", events),
);
const decided = (plays[0] ?? []).filter(({ recorded }, index) =>
  plays.every((play) => shapeOf(play[index]?.recorded ?? []) === shapeOf(recorded)),
);
writeFixture("told-events", {
  origin: origin("client-go v0.35.4's tools/record"),
  recorded: decided,
});

const retries = record<RetryScenario, RetryOutcome>("retries", retryScenarios("client-go", 150));
writeFixture("retries", {
  origin: origin("client-go v0.35.4's RetryOnConflict"),
  recorded: retries,
});

const expectations = record<ExpectationScenario, readonly (readonly ExpectationState[])[]>(
  "expectations",
  expectationScenarios("kubernetes", 150),
);
writeFixture("expectations", {
  origin: origin("Kubernetes v1.35.4's UIDTrackingControllerExpectations"),
  recorded: expectations,
});
console.log(
  `${decided.length} of ${events.length} rows of events, ${retries.length} retries and ${expectations.length} expectations recorded`,
);
