import { expect, test } from "vitest";
import { limitedMetrics } from "./limit-metrics.ts";

const text = `# HELP requests [STABLE] Requests.
# TYPE requests counter
requests{code="200",verb="GET"} 3
requests{code="201",verb="POST"} 2
requests{code="404",verb="GET"} 4
# HELP waiting [STABLE] Who waits.
# TYPE waiting gauge
waiting{kind="mutating"} 5
waiting{kind="read\\"Only"} 6
# HELP took [ALPHA] How long.
# TYPE took histogram
took_bucket{verb="GET",le="1"} 1
took_bucket{verb="GET",le="+Inf"} 2
took_sum{verb="GET"} 1.5
took_count{verb="GET"} 2
took_bucket{verb="PUT",le="1"} 3
took_bucket{verb="PUT",le="+Inf"} 4
took_sum{verb="PUT"} 2.25
took_count{verb="PUT"} 4
`;
const count = (told: string): string | undefined =>
  told.split("\n").find((line) => line.startsWith("cardinality_enforcement_"));

test("without limits everything is told, and that nothing was unexpected", () => {
  const told = limitedMetrics(text, {});

  expect(told.startsWith(text)).toBe(true);
  expect(count(told)).toBe("cardinality_enforcement_unexpected_categorizations_total 0");
});

test("a metric that is switched off is not told", () => {
  const told = limitedMetrics(text, { disabled: ["waiting", "none"] });

  expect(told).not.toContain("waiting");
  expect(told).toContain('took_count{verb="PUT"} 4');
});

test("values of labels that are not let through are one: sums of counters, the last gauge", () => {
  const told = limitedMetrics(text, {
    labels: { requests: { code: ["201"] }, waiting: { kind: ["none"] }, other: { a: [] } },
  });

  expect(told).toContain(
    [
      "# TYPE requests counter",
      'requests{code="unexpected",verb="GET"} 7',
      'requests{code="201",verb="POST"} 2',
      "# HELP waiting",
    ].join("\n"),
  );
  expect(told).toContain('# TYPE waiting gauge\nwaiting{kind="unexpected"} 6\n# HELP took');
  expect(count(told)).toBe("cardinality_enforcement_unexpected_categorizations_total 9");
});

test("histograms are added bucket by bucket", () => {
  const told = limitedMetrics(text, { labels: { took: { verb: ["POST"] } } });

  expect(told).toContain(
    [
      "# TYPE took histogram",
      'took_bucket{verb="unexpected",le="1"} 4',
      'took_bucket{verb="unexpected",le="+Inf"} 6',
      'took_sum{verb="unexpected"} 3.75',
      'took_count{verb="unexpected"} 6',
      "",
    ].join("\n"),
  );
  expect(count(told)).toBe("cardinality_enforcement_unexpected_categorizations_total 6");
});
