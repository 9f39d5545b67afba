import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { send } from "../../../testing/send.ts";

const spec = {
  containers: [{ name: "c", image: "i", securityContext: { privileged: true } }],
};
const pod = { metadata: { name: "p" }, spec };
const deployment = {
  metadata: { name: "d" },
  spec: {
    selector: { matchLabels: { a: "b" } },
    template: { metadata: { labels: { a: "b" } }, spec },
  },
};

// As kube-apiserver v1.35.4 says it without --allow-privileged.
test.each([
  [
    "/api/v1/namespaces/default/pods",
    pod,
    'Pod "p" is invalid: spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy',
  ],
  [
    "/apis/apps/v1/namespaces/default/deployments",
    deployment,
    'Deployment.apps "d" is invalid: spec.template.spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy',
  ],
])("privileged containers are refused where they are not allowed: %s", (path, object, message) => {
  const strict = createCluster({ settings: { allowsPrivileged: false } });

  expect(send(strict, "POST", path, { body: object })).toMatchObject({
    status: 422,
    body: { value: { message } },
  });
  expect(send(createCluster(), "POST", path, { body: object }).status).toBe(201);
});
