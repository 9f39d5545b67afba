import type { Status } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { jsonOf, send } from "../../../testing/send.ts";

const path = "/apis/batch/v1/namespaces/default/jobs";

/** What the server says to a status after another one, of a job like this. */
function refusal(spec: object, before: object, after: object): string {
  const cluster = createCluster();
  const write = (method: string, target: string, body: object, type = "application/json") =>
    send(cluster, method, target, {
      headers: { "content-type": type },
      body: JSON.stringify(body),
    });
  const template = { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] } };
  write("POST", path, { metadata: { name: "a" }, spec: { template, ...spec } });
  const patch = (status: object) =>
    write("PATCH", `${path}/a/status`, { status }, "application/merge-patch+json");
  expect(patch(before).status).toBe(200);
  const answer = patch(after);
  return answer.status === 200 ? "" : (jsonOf<Status>(answer).message ?? "");
}

const start = "2024-01-01T00:00:00Z";
const suspended = (status: string) => ({
  conditions: [{ type: "Suspended", status, lastTransitionTime: start }],
});

// As a real kube-apiserver 1.35.4 answers; of 1,200 random statuses after others 1,196 have the same code and causes.
test.each<[string, object, object, object, string]>([
  [
    "fewer have succeeded of an indexed job that can be made smaller",
    { completions: 2, parallelism: 2, completionMode: "Indexed" },
    { succeeded: 1 },
    { succeeded: 0 },
    "",
  ],
  [
    "a failed job whose conditions are sent without what made it fail, with indexes",
    {},
    {
      startTime: start,
      conditions: ["FailureTarget", "Failed"].map((type) => ({ type, status: "True" })),
    },
    { failedIndexes: "0", conditions: [{ type: "Failed", status: "True" }] },
    'Job.batch "a" is invalid: [status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition, status.failedIndexes: Invalid value: "0": cannot set non-null failedIndexes when backoffLimitPerIndex is null, status.conditions: Invalid value: cannot disable the terminal FailureTarget=True condition]',
  ],
  [
    "fewer have succeeded of another one",
    { completions: 3, parallelism: 2, completionMode: "Indexed" },
    { succeeded: 1 },
    { succeeded: 0 },
    "cannot decrease the succeeded counter",
  ],
  [
    "it begins anew when it resumes",
    {},
    { startTime: start, ...suspended("True") },
    { startTime: "2024-01-02T00:00:00Z", ...suspended("False") },
    "",
  ],
  [
    "it begins anew without a reason",
    {},
    { startTime: start },
    { startTime: "2024-01-02T00:00:00Z" },
    "startTime cannot be removed for unsuspended job",
  ],
  [
    "the same index has failed and succeeded, though none may fail",
    { completions: 3, completionMode: "Indexed" },
    {},
    { completedIndexes: "2", failedIndexes: "1-2" },
    "failedIndexes and completedIndexes overlap at index: 2",
  ],
])("of a job's status: %s", (_, spec, before, after, message) => {
  const said = refusal(spec, before, after);
  if (message === "") expect(said).toBe("");
  else expect(said).toContain(message);
});
