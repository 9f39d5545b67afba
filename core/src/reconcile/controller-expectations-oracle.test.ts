import { expect, test } from "vitest";
import { recordingsOf } from "../../scripts/recorded.ts";
import type { ExpectationScenario, ExpectationState } from "../testing/controller-scenarios.ts";
import { ControllerExpectations } from "./controller-expectations.ts";

const recordings = recordingsOf<ExpectationScenario, readonly (readonly ExpectationState[])[]>(
  "expectations",
);

function play({ operations }: ExpectationScenario): readonly (readonly ExpectationState[])[] {
  let now = 0;
  const expectations = new ControllerExpectations({ now: () => now });
  return operations.map(({ atMs, kind, owner, count, keys }) => {
    now = atMs;
    if (kind === "expectCreations") expectations.expectCreations(owner, count);
    else if (kind === "expectDeletions") expectations.expectDeletions(owner, keys);
    else if (kind === "creationObserved") expectations.creationObserved(owner);
    else if (kind === "deletionObserved") expectations.deletionObserved(owner, keys[0] ?? "");
    else expectations.delete(owner);
    return ["jobs/a", "jobs/b"].map((each) => {
      const found = expectations.get(each);
      return {
        owner: each,
        isSatisfied: expectations.areSatisfied(each),
        isKnown: found !== undefined,
        creations: found?.creations ?? 0,
        deletions: found?.deletions.size ?? 0,
      };
    });
  });
}

/** Kubernetes counts below nothing where more is seen than was expected, which says no more than nothing does. */
function clamped(state: ExpectationState): ExpectationState {
  const { creations, deletions } = state;
  return { ...state, creations: Math.max(0, creations), deletions: Math.max(0, deletions) };
}

test.each(recordings)(
  "$scenario.name: what is still expected is what Kubernetes' controllers expect",
  ({ scenario, recorded }) => {
    expect(play(scenario)).toEqual(recorded.map((step) => step.map(clamped)));
  },
);
