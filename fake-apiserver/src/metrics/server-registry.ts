import {
  type MetricDescription,
  type MetricFamily,
  type MetricLabels,
  MetricsRegistry,
} from "@informerlab/core";
import { TimedHistogram } from "../flow-control/metrics/timed-histogram.ts";

interface TimedFamily extends MetricDescription {
  readonly type: "histogram";
  readonly series: { readonly labels: MetricLabels; readonly metric: TimedHistogram }[];
}

/** Metrics of a server: those of every registry, and for how long what was what it was. */
export class ServerRegistry extends MetricsRegistry {
  readonly #before: (() => void)[] = [];
  readonly #timed = new Map<string, TimedFamily>();

  /** Asking again for the same one answers the same. */
  timed(
    description: MetricDescription,
    labels: MetricLabels,
    { bounds, now }: { readonly bounds: readonly number[]; readonly now: number },
  ): TimedHistogram {
    let family = this.#timed.get(description.name);
    if (family === undefined) {
      family = { ...description, type: "histogram", series: [] };
      this.#timed.set(description.name, family);
    }
    const key = JSON.stringify(labels);
    const known = family.series.find((one) => JSON.stringify(one.labels) === key);
    if (known !== undefined) return known.metric;
    const metric = new TimedHistogram(bounds, now);
    family.series.push({ labels, metric });
    return metric;
  }

  /** Called before the metrics are told: for figures that nobody counts. */
  beforeTelling(step: () => void): void {
    this.#before.push(step);
  }

  /** Everything is as it is now. */
  advance(nowMs: number): void {
    for (const step of this.#before) step();
    for (const { series } of this.#timed.values())
      for (const { metric } of series) metric.advance(nowMs);
  }

  override families(): readonly MetricFamily[] {
    return [...super.families(), ...this.#timed.values()].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }
}
