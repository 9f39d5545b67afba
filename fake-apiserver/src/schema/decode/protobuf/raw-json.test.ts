import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { jsonOf, send } from "../../../testing/send.ts";

const bytesOf = (number: number, content: string): string =>
  String.fromCharCode((number << 3) | 2, content.length) + content;

// Where the real server of 1.35 breaks the connection.
test.each([
  ["x{", "invalid character 'x' looking for beginning of value"],
  ["{", "unexpected end of JSON input"],
  ['{"a":}', "invalid character '}' looking for beginning of value"],
])("raw JSON %s in a protobuf body is refused with what is wrong with it", (raw, problem) => {
  const type = bytesOf(1, "apps/v1") + bytesOf(2, "ControllerRevision");
  const object = bytesOf(1, bytesOf(1, "a")) + bytesOf(2, bytesOf(1, raw));
  const body = `k8s\0${bytesOf(1, type)}${bytesOf(2, object)}`;
  const path = "/apis/apps/v1/namespaces/default/controllerrevisions";

  const answer = send(createCluster(), "POST", path, {
    body: Uint8Array.from(body, (letter) => letter.charCodeAt(0)),
    headers: { "content-type": "application/vnd.kubernetes.protobuf" },
  });

  expect(answer.status).toBe(400);
  expect(jsonOf(answer).message).toContain(
    `a field that holds raw JSON cannot be read: ${problem}`,
  );
});
