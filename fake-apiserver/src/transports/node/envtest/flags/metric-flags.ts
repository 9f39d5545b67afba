import { trimmed } from "../../../../codec/go/go-text.ts";
import { isPlainObject, textOf } from "../../../../codec/json/plain-object.ts";
import { parseYaml } from "../../../../codec/yaml/parse-yaml.ts";
import type { MetricLimits } from "../../../../metrics/limit-metrics.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import type { Flags } from "./parse-flags.ts";

/**
 * What the flags say of metrics. Labels that flags name count alone; without them a file does, and one that cannot be read limits
 * nothing.
 *
 * @see k8s.io/component-base metrics/options.go
 */
export async function readMetricFlags(flags: Flags): Promise<MetricLimits> {
  const given = flags.all("allow-metric-labels").flatMap(pairsIn);
  const pairs =
    given.length > 0 ? given : await pairsOf(flags.last("allow-metric-labels-manifest"));
  const labels: Record<string, Record<string, readonly string[]>> = {};
  for (const [metricAndLabel, values] of pairs) {
    const [metric = "", label = ""] = metricAndLabel.split(",");
    labels[metric] = { ...labels[metric], [label]: values.split(",") };
  }
  return { disabled: flags.list("disabled-metrics"), labels };
}

type Pair = readonly [metricAndLabel: string, values: string];

/** One pair stands as it is, several as a line of comma-separated values. @see spf13/pflag string_to_string.go */
function pairsIn(value: string): readonly Pair[] {
  const fields =
    value.split("=").length === 2
      ? [trimmed(value, '"')]
      : [...value.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
          ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
        );
  return fields.map((field) => {
    const [name = "", ...rest] = field.split("=");
    return [name, rest.join("=")];
  });
}

async function pairsOf(path: string | undefined): Promise<readonly Pair[]> {
  try {
    const content = await readNamedFile(path);
    const { value } = parseYaml(content);
    return isPlainObject(value)
      ? Object.entries(value).map(([name, values]) => [name, textOf(values)])
      : [];
  } catch {
    return [];
  }
}
