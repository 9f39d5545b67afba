import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ObjectClient } from "../client/object-client.ts";
import { resources } from "../kinds/resources.generated.ts";
import { createSystemEnvironment } from "../system/index.ts";
import { AccessTransport } from "./access-transport.ts";
import { clusterAccessOf } from "./cluster-access.ts";
import { Fields, type KubeConfigEntry } from "./kube-config-file.ts";

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A SOCKS5 proxy (RFC 1928) without authentication, which leads everybody to one port; `asked` are the hosts. */
async function socksProxyTo(port: number): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const lead = (client: Socket): void => {
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (request) => {
        asked.push(request.subarray(5, 5 + (request[4] ?? 0)).toString());
        const upstream = connect(port, "127.0.0.1", () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          client.pipe(upstream).pipe(client);
        });
        for (const [one, other] of [
          [client, upstream],
          [upstream, client],
        ] as const)
          one.on("error", () => other.destroy());
      });
    });
  };
  return { port: await listening(createServer(lead)), asked };
}

function accessBy(proxyUrl: string) {
  const entry = (
    name: string,
    fields: Readonly<Record<string, string>>,
  ): [string, KubeConfigEntry] => [
    name,
    { name, fields: new Fields(fields, "config", "."), file: "config", path: name },
  ];
  const proxy = proxyUrl === "" ? {} : { "proxy-url": proxyUrl };
  return clusterAccessOf({
    where: "config",
    currentContext: "c",
    clusters: new Map([entry("lab", { server: "http://cluster.invalid:8080", ...proxy })]),
    users: new Map([entry("me", {})]),
    contexts: new Map([entry("c", { cluster: "lab", user: "me" })]),
  });
}

test.each([
  ["proxy-url", "socks5"],
  ["HTTP_PROXY", "socks5"],
  ["HTTP_PROXY", "socks5h"],
])(
  "a proxy that %s names with %s is spoken to, and finds the server's name itself",
  async (by, scheme) => {
    const api = createHttpServer((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ metadata: { name: "a", resourceVersion: "1" } }));
    });
    const proxy = await socksProxyTo(await listening(api));
    const url = `${scheme}://127.0.0.1:${proxy.port}`;
    await using transport = new AccessTransport(accessBy(by === "proxy-url" ? url : ""), {
      userAgent: "test",
      clock: createSystemEnvironment().clock,
      variables: by === "proxy-url" ? {} : { [by]: url },
    });

    const found = await new ObjectClient(transport, resources.core.v1.configMaps, "x").get("a");

    expect(found.metadata?.name).toBe("a");
    expect(proxy.asked).toEqual(["cluster.invalid"]);
    api.closeAllConnections();
  },
);
