import { createServer, type Server } from "node:http";
import {
  collectInformerMetrics,
  MetricsRegistry,
  prometheusContentType,
  prometheusText,
} from "@informerlab/core";
import type { SystemEnvironment } from "@informerlab/core/system";

/** Serves the metrics of every informer in an environment, under client-go's names. */
export function serveMetrics(
  environment: SystemEnvironment,
  port: number,
): Server {
  const registry = new MetricsRegistry();
  collectInformerMetrics(environment.trace, registry);
  return createServer((_request, response) => {
    response.setHeader("content-type", prometheusContentType);
    response.end(prometheusText(registry));
  }).listen(port, "127.0.0.1");
}
