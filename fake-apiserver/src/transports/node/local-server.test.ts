import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createSystemEnvironment } from "@informerlab/core/system";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { ClusterHost } from "../cluster-host.ts";
import { type LocalServer, startLocalServer } from "./local-server.ts";

async function served(): Promise<LocalServer> {
  const environment = createSystemEnvironment();
  const createHost = () =>
    new ClusterHost({ environment, create: () => createCluster({ environment }) });
  return startLocalServer({ host: createHost(), createHost }, { isSecure: false });
}

/** Opens a watch, and answers it with the promise of its end. */
async function watching(
  { url, token }: LocalServer,
  path: string,
): Promise<{ readonly answer: IncomingMessage; readonly ended: Promise<unknown> }> {
  const request = get(`${url}${path}/api/v1/nodes?watch=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  const ended = once(answer, "close");
  answer.resume();
  return { answer, ended };
}

async function administer(
  { adminUrl, token }: LocalServer,
  path: string,
  body = {},
): Promise<number> {
  const { status } = await fetch(`${adminUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return status;
}

test("a cluster that restarts ends its own watches, and none of the others behind its port", async () => {
  await using server = await served();
  await administer(server, "/clusters", { id: "other" });
  const other = await watching(server, "/clusters/other");
  const ends: boolean[] = [];

  // Whatever closed connections would have closed that of the other before the last of these has ended.
  for (let turn = 0; turn < 5; turn++) {
    const own = await watching(server, "");
    await administer(server, "/restart");
    await own.ended;
    ends.push(own.answer.complete);
  }

  expect(ends).toEqual([true, true, true, true, true]);
  expect(other.answer.closed).toBe(false);
});

test("the only cluster of a port closes its connections when it restarts", async () => {
  await using server = await served();
  const { answer, ended } = await watching(server, "");
  const gone = once(answer.socket, "close");

  await administer(server, "/restart");
  await Promise.all([ended, gone]);

  expect(answer.complete).toBe(true);
});
