import { expect, test } from "vitest";
import { proxyOfEnvironment } from "./proxy-environment.ts";

test.each([
  ["https://lab:6443", {}, ""],
  ["https://lab:6443", { HTTPS_PROXY: "http://p:1" }, "http://p:1"],
  ["https://lab:6443", { https_proxy: "p:1" }, "http://p:1"],
  ["http://lab:80", { HTTPS_PROXY: "http://p:1" }, ""],
  ["https://127.0.0.1:6443", { HTTPS_PROXY: "http://p:1" }, ""],
  ["https://localhost:6443", { HTTPS_PROXY: "http://p:1" }, ""],
  ["https://a.example.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: "other, example.com" }, ""],
  ["https://example.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: ".example.com" }, "http://p:1"],
  ["https://badexample.com", { HTTPS_PROXY: "http://p:1", NO_PROXY: "example.com" }, "http://p:1"],
  ["https://10.1.2.3:6443", { HTTPS_PROXY: "http://p:1", NO_PROXY: "10.0.0.0/8" }, ""],
  ["https://10.1.2.3:6443", { HTTPS_PROXY: "http://p:1", NO_PROXY: "10.1.2.3:443" }, "http://p:1"],
  ["https://10.1.2.3", { HTTPS_PROXY: "http://p:1", NO_PROXY: "10.1.2.3:443" }, ""],
  ["https://[fd00::1]:6443", { HTTPS_PROXY: "http://p:1", NO_PROXY: "fd00::/8" }, ""],
  ["https://lab", { HTTPS_PROXY: "http://p:1", NO_PROXY: "*" }, ""],
])("the proxy for %s with %j is %j", (server, variables, proxy) => {
  expect(proxyOfEnvironment(server, variables)).toBe(proxy);
});
