import { Counter, Gauge, Histogram } from "./metric.ts";

/** Names and values of a metric's labels, in the order in which they are exported. */
export type MetricLabels = Readonly<Record<string, string>>;

/** What every metric of one name has in common. */
export interface MetricDescription {
  /** Prometheus name: `workqueue_depth`. */
  readonly name: string;
  readonly help: string;
}

/** All metrics of one name. */
export interface MetricFamily extends MetricDescription {
  readonly type: "counter" | "gauge" | "histogram";
  readonly series: readonly {
    readonly labels: MetricLabels;
    readonly metric: Counter | Gauge | Histogram;
  }[];
}

interface Family extends MetricDescription {
  readonly type: MetricFamily["type"];
  readonly series: Map<
    string,
    { readonly labels: MetricLabels; readonly metric: Counter | Gauge | Histogram }
  >;
}

/** Keeps metrics by name and labels. Asking again for the same ones answers the same metric. */
export class MetricsRegistry {
  readonly #families = new Map<string, Family>();

  counter(description: MetricDescription, labels: MetricLabels = {}): Counter {
    return this.#find(description, "counter", labels, Counter, () => new Counter());
  }

  gauge(description: MetricDescription, labels: MetricLabels = {}): Gauge {
    return this.#find(description, "gauge", labels, Gauge, () => new Gauge());
  }

  /** `bounds`: the upper bounds of the buckets, rising. */
  histogram(
    description: MetricDescription,
    bounds: readonly number[],
    labels: MetricLabels = {},
  ): Histogram {
    return this.#find(description, "histogram", labels, Histogram, () => new Histogram(bounds));
  }

  /** Forgets the metrics with these labels: what they measured is gone. `names`: of which. @defaultValue all */
  remove(labels: MetricLabels, names: Iterable<string> = this.#families.keys()): void {
    for (const name of names) this.#families.get(name)?.series.delete(seriesKey(labels));
  }

  /** Every metric there is now, by name. */
  families(): readonly MetricFamily[] {
    return [...this.#families.values()]
      .filter(({ series }) => series.size > 0)
      .map((family) => ({ ...family, series: [...family.series.values()] }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #find<M extends Counter | Gauge | Histogram>(
    description: MetricDescription,
    type: MetricFamily["type"],
    labels: MetricLabels,
    kind: abstract new (...args: never[]) => M,
    create: () => M,
  ): M {
    let family = this.#families.get(description.name);
    if (family === undefined) {
      family = { ...description, type, series: new Map() };
      this.#families.set(description.name, family);
    }
    const key = seriesKey(labels);
    const metric = family.series.get(key)?.metric ?? create();
    if (!(metric instanceof kind) || family.type !== type) {
      throw new TypeError(
        `metric ${description.name} is a ${family.type} already, asked for as a ${type}`,
      );
    }
    if (!family.series.has(key)) family.series.set(key, { labels, metric });
    return metric;
  }
}

function seriesKey(labels: MetricLabels): string {
  return JSON.stringify(Object.entries(labels));
}
