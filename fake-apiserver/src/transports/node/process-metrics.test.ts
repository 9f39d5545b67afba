import { prometheusText } from "@informerlab/core";
import { expect, test } from "vitest";
import { ServerRegistry } from "../../metrics/server-registry.ts";
import { tellOfProcess } from "./process-metrics.ts";

test("what the process takes is told as it is when somebody asks", () => {
  const registry = new ServerRegistry();
  tellOfProcess(registry);

  registry.advance(0);
  const text = prometheusText(registry);

  expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
  expect(text).toMatch(/^process_resident_memory_bytes [\d.e+]+$/m);
  if (process.platform === "linux") expect(text).toMatch(/^process_open_fds \d+$/m);
});
