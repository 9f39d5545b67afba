import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const pods = "/api/v1/namespaces/default/pods";
const budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a" } };

function lab(status: object) {
  const turn = inTurn();
  const metadata = { name: "a", labels: { app: "x" } };
  turn.ask("POST", pods, {
    metadata,
    spec: { restartPolicy: "Never", containers: [{ name: "m", image: "i" }] },
  });
  turn.ask("PATCH", `${pods}/a/status`, { status: { phase: "Running", ...status } });
  const evict = () => turn.ask("POST", `${pods}/a/eviction`, eviction);
  return { ...turn, evict };
}

test.each([
  [{ currentHealthy: 1, desiredHealthy: 1 }, {}, "needs 1 healthy pods and has 1 currently"],
  [{ currentHealthy: 2, desiredHealthy: 1 }, {}, "does not allow evicting pods currently"],
  [
    { currentHealthy: 2, desiredHealthy: 1 },
    { reason: "Odd", message: "m" },
    "does not allow evicting pods currently (Odd): m",
  ],
  [
    { currentHealthy: 1, desiredHealthy: 1 },
    { reason: "SyncFailed", message: "m" },
    "does not allow evicting pods currently because it failed sync: m",
  ],
])("a budget of %j and %j says why it lets nobody go", (counts, condition, why) => {
  const { ask, evict } = lab({ conditions: [{ type: "Ready", status: "True" }] });
  const spec = { minAvailable: 1, selector: { matchLabels: { app: "x" } } };
  ask("POST", budgets, { metadata: { name: "b" }, spec });
  const conditions =
    Object.keys(condition).length === 0
      ? []
      : [
          {
            type: "DisruptionAllowed",
            status: "False",
            lastTransitionTime: "2026-01-01T00:00:00Z",
            ...condition,
          },
        ];
  const observed = { observedGeneration: 1, disruptionsAllowed: 0, expectedPods: 2 };
  ask("PATCH", `${budgets}/b/status`, { status: { ...observed, ...counts, conditions } });

  expect(evict().object).toMatchObject({
    code: 429,
    details: {
      causes: [{ reason: "DisruptionBudget", message: `The disruption budget b ${why}` }],
    },
  });
});

test("a pod whose status could not be written as it is is not evicted", () => {
  const container = { name: "m", image: "i", imageID: "", ready: false, restartCount: 0 };
  const ended = { ...container, state: { terminated: { exitCode: 1 } } };
  const { evict } = lab({ containerStatuses: [ended, { ...ended, state: { running: {} } }] });

  expect(evict().message).toBe(
    'Pod "a" is invalid: status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
  );
});
