/** What `/metrics` tells of what is counted. */
export interface MetricLimits {
  /** Names of metrics that are not told. */
  readonly disabled?: readonly string[];
  /** Values that labels of metrics may have: by metric, and by label. Each other one is told as `unexpected`. */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const unexpected = "unexpected";
const cardinality = "cardinality_enforcement_unexpected_categorizations_total";

/**
 * Metrics in the text format of Prometheus as they are told under these limits. What differs in a value that may not be told
 * alone is one: the last of gauges, and of all else the sum.
 *
 * @see k8s.io/component-base metrics/opts.go MetricLabelAllowList
 */
export function limitedMetrics(text: string, { disabled = [], labels = {} }: MetricLimits): string {
  const hidden = new Set(disabled);
  let counted = 0;
  const told = familiesOf(text).flatMap((family) => {
    if (hidden.has(family.name)) return [];
    const limits = Object.entries(labels[family.name] ?? {});
    if (limits.length === 0) return [family.text];
    const limited = limit(
      family,
      new Map(limits.map(([label, values]) => [label, new Set(values)])),
    );
    counted += limited.counted;
    return [limited.text];
  });
  const own = `# HELP ${cardinality} [ALPHA] The count of unexpected categorizations during cardinality enforcement.\n# TYPE ${cardinality} counter\n${cardinality} ${counted}\n`;
  return `${told.join("")}${own}`;
}

interface Family {
  readonly name: string;
  readonly text: string;
}

function familiesOf(text: string): readonly Family[] {
  return text
    .split(/^(?=# HELP )/m)
    .filter((part) => part !== "")
    .map((part) => ({ name: /^# HELP (\S+)/.exec(part)?.[1] ?? "", text: part }));
}

function limit(
  { name, text }: Family,
  limits: ReadonlyMap<string, ReadonlySet<string>>,
): { readonly text: string; readonly counted: number } {
  const isGauge = text.includes(`\n# TYPE ${name} gauge\n`);
  const head = text.split("\n").filter((line) => line.startsWith("#"));
  const series = new Map<string, string>();
  let counted = 0;
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const at = line.lastIndexOf(" ");
    const [given, value] = [line.slice(0, at), line.slice(at + 1)];
    let changes = 0;
    const key = given.replaceAll(
      /\b(\w+)="((?:[^"\\]|\\.)*)"/g,
      (whole, label: string, is: string) => {
        if (limits.get(label)?.has(is) !== false) return whole;
        changes += 1;
        return `${label}="${unexpected}"`;
      },
    );
    if (changes > 0 && isCounted(given, name))
      counted += isGauge ? changes : changes * Number(value);
    const before = series.get(key);
    const isNew = before === undefined || isGauge;
    series.set(key, isNew ? value : String(Number(before) + Number(value)));
  }
  const lines = [...series].map(([key, value]) => `${key} ${value}`);
  return { text: `${[...head, ...lines].join("\n")}\n`, counted };
}

/** A histogram has many lines, of which one says how often something was observed. */
function isCounted(given: string, name: string): boolean {
  return given.startsWith(`${name}{`) || given.startsWith(`${name}_count{`);
}
