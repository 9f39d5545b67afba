import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { listen } from "../http/listen.ts";
import { toKubeconfig } from "../kubeconfig.ts";
import { ask, askJson, open, proxyBefore } from "./testing/proxied.ts";
import { startSocksProxy } from "./testing/socks-proxy.ts";

const withProxy = (kubeconfig: string, url: string): string =>
  kubeconfig.replace(
    /^( *)server: .*$/m,
    (line, indent: string) => `${line}\n${indent}proxy-url: ${url}`,
  );

test("a cluster behind a SOCKS proxy is reached through it: certificates, watches, and names left to it", async () => {
  await using socks = await startSocksProxy();
  await using cluster = createCluster();
  const server = await listen(cluster);
  const { port } = new URL(server.url);
  const named = server.kubeconfig().replace(`127.0.0.1:${port}`, `localhost:${port}`);
  const proxy = await proxyBefore(withProxy(named, socks.url));

  expect(await askJson(proxy, { path: "/api/v1/namespaces/default" })).toMatchObject({
    metadata: { name: "default" },
  });
  const watch = await open(proxy, { path: "/api/v1/namespaces?watch=1" });
  expect(String(await once(watch, "data"))).toContain("ADDED");
  watch.destroy();
  await proxy.close();

  expect(new Set(socks.targets)).toEqual(new Set([`localhost:${port}`]));
});

test("plain HTTP goes through a SOCKS proxy, too", async () => {
  await using socks = await startSocksProxy();
  const server = createServer((request, response) => response.end(request.url));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const nobody = { name: "nobody", token: "none" };
  const kubeconfig = toKubeconfig({ server: `http://10.1.2.3:${port}`, users: [nobody] });
  const proxy = await proxyBefore(withProxy(kubeconfig, socks.url));

  const { body } = await ask(proxy, { path: "/api/v1/pods" });
  await proxy.close();
  server.close();

  expect(body.toString()).toBe("/api/v1/pods");
  expect(socks.targets).toEqual([`10.1.2.3:${port}`]);
});

test.each(["socks5://ann:hunter2@127.0.0.1:9", "http://ann:hunter2@127.0.0.1:9"])(
  "a proxy that cannot be reached is named without what it asks for: %s",
  async (url) => {
    const nobody = { name: "nobody", token: "none" };
    const kubeconfig = toKubeconfig({ server: "https://10.1.2.3:6443", users: [nobody] });
    const proxy = await proxyBefore(withProxy(kubeconfig, url));

    const { code, message } = await askJson<{ code: number; message: string }>(proxy, {
      path: "/api/v1/pods",
    });
    await proxy.close();

    expect(code).toBe(502);
    expect(message).toMatch(
      /^the proxy cannot reach https:\/\/10\.1\.2\.3:6443 through (?:socks5|http):\/\/127\.0\.0\.1:9: .*ECONNREFUSED/,
    );
    expect(message).not.toContain("hunter2");
  },
);
