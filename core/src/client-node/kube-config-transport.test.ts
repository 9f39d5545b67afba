import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { KubeConfig, type RequestContext } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isConnectionRefused } from "../source/transport-error.ts";
import { KubeConfigError } from "./kube-config-error.ts";
import { KubeConfigTransport } from "./kube-config-transport.ts";

type User = Record<string, unknown>;

const open: Server[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transport-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(
  listener: RequestListener,
): Promise<{ url: string; connections: Set<Socket> }> {
  const server = createServer(listener);
  open.push(server);
  const connections = new Set<Socket>();
  server.on("connection", (socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}

function kubeConfigFor(
  server: string,
  user: User = {},
  cluster: Record<string, unknown> = {},
): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [{ name: "lab", server, skipTLSVerify: true, ...cluster }],
    users: [{ name: "me", ...user }],
    contexts: [{ name: "lab", cluster: "lab", user: "me" }],
    currentContext: "lab",
  });
  return kubeConfig;
}

interface Exchange {
  readonly told: string[];
  readonly errors: Error[];
  readonly over: Promise<void>;
  readonly cancel: () => void;
}

function exchange(transport: KubeConfigTransport, isStream = false, onText?: () => void): Exchange {
  const told: string[] = [];
  const errors: Error[] = [];
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const cancel = transport.send(
    {
      method: "GET",
      path: "/api/v1/nodes",
      query: [["limit", "1"]],
      headers: { accept: "application/json" },
      isStream,
    },
    {
      responded: ({ status }) => told.push(`${status}`),
      text: (piece) => {
        told.push(piece);
        onText?.();
      },
      ended: () => {
        told.push("ended");
        resolve();
      },
      failed: (error) => {
        errors.push(error as Error);
        resolve();
      },
    },
  );
  return { told, errors, over, cancel };
}

async function headersSeen(user: User): Promise<IncomingMessage["headers"]> {
  let seen: IncomingMessage["headers"] = {};
  const { url } = await serve((request, response) => {
    seen = request.headers;
    response.end("{}");
  });
  const result = exchange(new KubeConfigTransport(kubeConfigFor(url, user)));
  await result.over;
  expect(result.told).toEqual(["200", "{}", "ended"]);
  return seen;
}

/** An exec plugin that counts its runs in a file and answers with that count as token. */
function plugin(expiresAt: string): User {
  const script = join(folder, "plugin.cjs");
  const credential = `{kind:"ExecCredential",apiVersion:"client.authentication.k8s.io/v1",status:{token:"run-"+n,expirationTimestamp:${JSON.stringify(expiresAt)}}}`;
  writeFileSync(
    script,
    `const fs=require("fs");const f=${JSON.stringify(join(folder, "runs"))};const n=1+Number(fs.existsSync(f)?fs.readFileSync(f,"utf8"):0);fs.writeFileSync(f,String(n));console.log(JSON.stringify(${credential}));`,
  );
  return {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: process.execPath,
      args: [script],
    },
  };
}

test("a bearer token, the accepted type and the program's name are sent", async () => {
  expect(await headersSeen({ token: "secret" })).toMatchObject({
    authorization: "Bearer secret",
    accept: "application/json",
    "user-agent": "informerlab",
  });
});

test("basic authentication and impersonation are those of client-node", async () => {
  expect(
    await headersSeen({ username: "u", password: "p", impersonateUser: "boss" }),
  ).toMatchObject({
    authorization: `Basic ${Buffer.from("u:p").toString("base64")}`,
    "impersonate-user": "boss",
  });
});

test("a token file is read", async () => {
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, "from-file");

  expect(
    await headersSeen({ authProvider: { name: "tokenFile", config: { tokenFile } } }),
  ).toMatchObject({
    authorization: "Bearer from-file",
  });
});

test("requests one after another share a connection", async () => {
  const { url, connections } = await serve((_request, response) => response.end("{}"));
  const transport = new KubeConfigTransport(kubeConfigFor(url));

  for (let count = 0; count < 5; count++) {
    await exchange(transport).over;
    await setImmediate();
  }

  expect(connections.size).toBe(1);
  await transport[Symbol.asyncDispose]();
});

test("other certificates get connections of their own", async () => {
  const { url, connections } = await serve((_request, response) => response.end("{}"));
  const caFile = join(folder, "ca.crt");
  writeFileSync(caFile, "one");
  const transport = new KubeConfigTransport(kubeConfigFor(url, {}, { caFile }));

  await exchange(transport).over;
  await setImmediate();
  await exchange(transport).over;
  await setImmediate();
  writeFileSync(caFile, "two");
  await exchange(transport).over;

  expect(connections.size).toBe(2);
});

test("a watch is streamed, with characters whole, and its cancel closes the connection", async () => {
  const closed = Promise.withResolvers<void>();
  const { url } = await serve((request, response) => {
    request.socket.once("close", () => closed.resolve());
    const bytes = Buffer.from("é\n");
    response.write(bytes.subarray(0, 1), () =>
      queueMicrotask(() => response.write(bytes.subarray(1))),
    );
  });
  const came = Promise.withResolvers<void>();
  const result = exchange(new KubeConfigTransport(kubeConfigFor(url)), true, came.resolve);
  await came.promise;

  result.cancel();
  await closed.promise;

  expect(result.told).toEqual(["200", "é\n"]);
  expect(result.errors).toEqual([]);
});

test("a request cancelled before its credentials came is never sent", async () => {
  const { url, connections } = await serve((_request, response) => response.end("{}"));
  const transport = new KubeConfigTransport(kubeConfigFor(url));
  const cancelled = exchange(transport);
  cancelled.cancel();
  await exchange(transport).over;

  expect(cancelled.told).toEqual([]);
  expect(connections.size).toBe(1);
});

test("an exec plugin runs once for requests that start together, and again once its token has expired", async () => {
  const tokens: (string | undefined)[] = [];
  const { url } = await serve((request, response) => {
    tokens.push(request.headers.authorization);
    response.end("{}");
  });
  const expired = new KubeConfigTransport(kubeConfigFor(url, plugin("2020-01-01T00:00:00Z")));
  await Promise.all([exchange(expired).over, exchange(expired).over]);
  await exchange(expired).over;
  const lasting = new KubeConfigTransport(kubeConfigFor(url, plugin("2999-01-01T00:00:00Z")));
  await exchange(lasting).over;
  await exchange(lasting).over;

  expect(tokens).toEqual([
    "Bearer run-1",
    "Bearer run-1",
    "Bearer run-2",
    "Bearer run-3",
    "Bearer run-3",
  ]);
  expect(readFileSync(join(folder, "runs"), "utf8")).toBe("3");
});

test.each([
  [
    { exec: { command: "no-such-plugin-here" } },
    'the exec plugin "no-such-plugin-here" of kubeconfig user "me" is not installed, or not on the PATH',
  ],
  [
    {
      exec: {
        command: process.execPath,
        args: ["-e", "console.error('login expired\\nrun login');process.exit(1)"],
      },
    },
    `no credentials for kubeconfig user "me": the exec plugin ${JSON.stringify(process.execPath)} failed: login expired`,
  ],
  [
    { authProvider: { name: "tokenFile", config: { tokenFile: "/no/token" } } },
    "the kubeconfig names the file /no/token, which cannot be read (ENOENT)",
  ],
  [
    { certFile: "/no/client.crt" },
    "the kubeconfig names the file /no/client.crt, which cannot be read (ENOENT)",
  ],
])("credentials that cannot be had are explained in one line: %j", async (user, message) => {
  const { errors, over } = exchange(
    new KubeConfigTransport(kubeConfigFor("http://127.0.0.1:1", user)),
  );
  await over;

  expect(errors[0]).toBeInstanceOf(KubeConfigError);
  expect(errors[0]?.message).toBe(message);
});

test("plain HTTP that client-node refuses is explained", async () => {
  const kubeConfig = kubeConfigFor("http://127.0.0.1:1", {}, { skipTLSVerify: false });
  const { errors, over } = exchange(new KubeConfigTransport(kubeConfig));
  await over;

  expect(errors[0]?.message).toContain("insecure-skip-tls-verify: true");
});

test("RF-21: a server that is not there is a refused connection", async () => {
  const { errors, over } = exchange(new KubeConfigTransport(kubeConfigFor("http://127.0.0.1:1")));
  await over;

  expect(isConnectionRefused(errors[0])).toBe(true);
  expect(errors[0]?.message).toBe(
    "cannot reach http://127.0.0.1:1: connection refused; is the server running, and is this its address?",
  );
});

test("a connection that breaks in the middle fails after what came", async () => {
  const { url } = await serve((_request, response) => {
    response.write("half", () => response.destroy());
  });
  const { told, errors, over } = exchange(new KubeConfigTransport(kubeConfigFor(url)), true);
  await over;

  expect(told).toEqual(["200", "half"]);
  expect(errors).toHaveLength(1);
});

test("the proxy of the cluster is used; plain HTTP is asked of it by whole address", async () => {
  const asked: (string | undefined)[] = [];
  const proxy = await serve((request, response) => {
    asked.push(request.url);
    response.end("{}");
  });
  const kubeConfig = kubeConfigFor("http://cluster.invalid:8080", {}, { proxyUrl: proxy.url });
  const transport = new KubeConfigTransport(kubeConfig);
  const { told, over } = exchange(transport);
  await over;

  expect(told).toEqual(["200", "{}", "ended"]);
  expect(asked).toEqual(["http://cluster.invalid:8080/api/v1/nodes?limit=1"]);
  await transport[Symbol.asyncDispose]();
});

test("a subclass with members of its own gives its own credentials", async () => {
  class Signed extends KubeConfig {
    readonly #signature = "signed";

    override async applySecurityAuthentication(context: RequestContext): Promise<void> {
      await super.applySecurityAuthentication(context);
      context.setHeaderParam("x-signature", this.#signature);
    }
  }
  const seen: unknown[] = [];
  const { url } = await serve((request, response) => {
    seen.push(request.headers["x-signature"]);
    response.end();
  });
  const kubeConfig = Object.assign(new Signed(), kubeConfigFor(url));
  await using transport = new KubeConfigTransport(kubeConfig);

  await exchange(transport).over;

  expect(seen).toEqual(["signed"]);
});
