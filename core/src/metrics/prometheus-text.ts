import { Histogram } from "./metric.ts";
import type { MetricFamily, MetricLabels, MetricsRegistry } from "./metrics-registry.ts";

/** Media type of {@link prometheusText}. */
export const prometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/** All metrics of a registry in the text format that Prometheus scrapes. */
export function prometheusText(registry: MetricsRegistry): string {
  return registry.families().map(familyText).join("");
}

function familyText({ name, help, type, series }: MetricFamily): string {
  const lines = [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`];
  for (const { labels, metric } of series) {
    if (metric instanceof Histogram) {
      lines.push(...histogramLines(name, labels, metric));
    } else {
      lines.push(`${name}${labelText(labels)} ${numberText(metric.value)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function histogramLines(name: string, labels: MetricLabels, histogram: Histogram): string[] {
  const counts = histogram.cumulativeCounts;
  const bucket = (le: string, count: number): string =>
    `${name}_bucket${labelText({ ...labels, le })} ${count}`;
  return [
    ...histogram.bounds.map((bound, index) => bucket(numberText(bound), counts[index] ?? 0)),
    bucket("+Inf", histogram.count),
    `${name}_sum${labelText(labels)} ${numberText(histogram.sum)}`,
    `${name}_count${labelText(labels)} ${histogram.count}`,
  ];
}

function labelText(labels: MetricLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** As Go prints it, so that a series keeps its name when a program moves: `1e-08`, `+Inf`. */
function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
