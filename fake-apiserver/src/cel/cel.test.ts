import { expect, test } from "vitest";
import { WorkExceeded, withinWork } from "../codec/work-budget.ts";
import { checkExpression } from "./check/checker.ts";
import { withVariables } from "./check/environment.ts";
import { estimateCost } from "./cost/estimate.ts";
import { programOf } from "./evaluate/program.ts";
import { kubernetesEnvironment } from "./kubernetes-environment.ts";
import { celTypes, listType } from "./types/cel-type.ts";
import { CelList, type CelValue, mapOf } from "./values/cel-value.ts";
import { equalityText } from "./values/equality.ts";

const environment = withVariables(kubernetesEnvironment(), {
  numbers: listType(celTypes.int),
  anything: celTypes.dyn,
});

function run(
  expression: string,
  variables: Readonly<Record<string, CelValue>> = {},
): { readonly value: CelValue | Error; readonly cost: number } {
  const program = programOf(checkExpression(expression, environment), environment);
  return program.run((name) => variables[name], 1_000_000);
}

test.each([
  "[1, 2, 3].map(x, x * 2).filter(y, y > 2).sum() == 10",
  "[1, 2, 3].all(i, v, v == i + 1)",
  "{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2) == {'b': 4}",
  "['b', 'a'].sort() == ['a', 'b'] && [3, 1, 2].sortBy(x, -x) == [3, 2, 1]",
  "{'a': 1}.?b.orValue(5) == 5 && optional.none().or(optional.of(1)).value() == 1",
  "'%s is %d of %.2f'.format(['x', 3, 1.5]) == 'x is 3 of 1.50'",
  "'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'abc'.substring(1, 2) == 'b'",
  "'abc123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]', 1) == ['1']",
  "ip('::1').family() == 6 && ip('::1').isLoopback() && !isIP('1.2.3.04')",
  "cidr('10.0.0.0/8').containsIP('10.1.1.1') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
  "url('https://a.example:80/x?y=1&y=2').getQuery()['y'] == ['1', '2']",
  "url('https://a.example:80/x').getHost() == 'a.example:80' && !isURL('a b')",
  "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1k').asInteger() == 1000",
  "semver('v1.2', true) == semver('1.2.0') && semver('1.0.0-a').isLessThan(semver('1.0.0'))",
  "format.dns1123Label().validate('A').hasValue() && !format.named('none').hasValue()",
  "sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])",
  "timestamp('2020-01-01T00:00:00Z') + duration('1h') > timestamp('2020-01-01T00:59:59Z')",
  "timestamp('2020-01-01T00:00:00Z').getHours('+02:00') == 2",
  "1 < 1.5 && 2u == 2u && dyn(1) == 1.0 && type(1) == int",
  "true || 1 / 0 > 1",
  "[1, 2].exists(x, 1 / (x - 1) > 0)",
  "b'abc'.size() == 3 && bytes('é').size() == 2 && 'é'.size() == 1",
  "lists.range(3).reverse() == [2, 1, 0] && [[1], [2]].flatten() == [1, 2]",
])("%s holds", (expression) => {
  expect(run(expression).value).toBe(true);
});

test.each([
  ["1 / 0", "division by zero"],
  ["[1][3]", "index out of bounds: 3"],
  ["{'a': 1}['b']", "no such key: b"],
  ["dyn('a') + dyn(1)", "no such overload"],
  ["9223372036854775807 + 1", "integer overflow"],
  ["int('x')", "type conversion error from 'string' to 'int'"],
  ["optional.none().value() == 1", "optional.none() dereference"],
])("%s has no value, and cel-go's words for why", (expression, message) => {
  expect(run(expression).value).toMatchObject({ message });
});

test.each([
  ["1 + 'a'", "1:3: found no matching overload for '_+_' applied to '(int, string)'"],
  ["nobody", "1:1: undeclared reference to 'nobody' (in container '')"],
  ["'a'.nothing()", "1:12: undeclared reference to 'nothing' (in container '')"],
  ["[1, 'a']", "1:5: expected type 'int' but found 'string'"],
  ["true && 1", "1:9: expected type 'bool' but found 'int'"],
  ["numbers.a", "1:8: type 'list(int)' does not support field selection"],
  ["'a'.matches('[')", "1:13: invalid matches argument"],
  ["[1].all(x.y, true)", "1:10: argument must be a simple name"],
  ["for", "1:1: reserved identifier: for"],
])("%s is refused with a place and cel-go's words", (expression, problem) => {
  const text = `ERROR: <input>:${problem}\n | ${expression}\n | `;
  expect(() => checkExpression(expression, environment)).toThrow(text);
});

test("an evaluation that becomes too expensive ends", () => {
  const numbers = new CelList(Array.from({ length: 2000 }, (_, i) => BigInt(i)));
  const { value } = run("numbers.all(x, numbers.all(y, x + y >= 0))", { numbers });
  expect(value).toMatchObject({ message: "operation cancelled: actual cost limit exceeded" });
});

test("lists that macros make grow without being copied: four times the list, four times the cost", () => {
  const costOf = (length: number): number => {
    const numbers = new CelList(Array.from({ length }, (_, i) => BigInt(i)));
    const { value, cost } = run("numbers.map(x, x + 1)", { numbers });
    expect(value).toMatchObject({ length });
    return cost;
  };
  expect(costOf(4000) / costOf(1000)).toBeCloseTo(4, 1);
});

test("a list that is added to itself is twice as long, and stays as it was", () => {
  const numbers = new CelList([1n, 2n]);
  expect(run("(numbers + numbers).size() + numbers.size()", { numbers }).value).toBe(6n);
});

test("many items are made into others within the work of one request", () => {
  const numbers = new CelList(Array.from({ length: 50_000 }, (_, i) => BigInt(i)));
  const made = withinWork(1_000_000, () => run("numbers.map(x, x + 1)", { numbers }).value);
  expect(made).toMatchObject({ length: 50_000 });
});

test("a list to which something was added is read as fast as before", () => {
  const numbers = new CelList(Array.from({ length: 10_000 }, (_, i) => BigInt(i)));
  const expression = "(numbers + [1]).size() > 0 && numbers.all(x, numbers[0] == 0)";
  expect(withinWork(100_000, () => run(expression, { numbers }).value)).toBe(true);
});

const long = "1".repeat(1_000_000);
test.each([
  ["a number with more digits than a number has", "int(anything) == 1", long],
  ["a duration with more digits", "duration(anything) == duration('1s')", `${long}s`],
  ["a version with more digits", "semver(anything).major() == 1", `${long}.0.0`],
])("%s is refused without being read as one", (_name, expression, anything) => {
  expect(withinWork(100_000, () => run(expression, { anything }).value)).toBeInstanceOf(Error);
});

test.each([
  ["large values that are compared", "numbers.all(x, anything[0] == anything[1])"],
  ["large values that are looked for", "numbers.all(x, anything[0] in [anything[1]])"],
  ["large values that are written", "numbers.all(x, '%s'.format([anything]) != '')"],
  ["texts that are put into each other", "numbers.all(x, 'aaaa'.replace('', string(x)) != '')"],
  ["hours of a zone", "numbers.all(x, timestamp(x).getHours('Europe/Berlin') >= 0)"],
])("%s again and again count as the work of a request", (_name, expression) => {
  const numbers = new CelList(Array.from({ length: 1_000 }, (_, i) => BigInt(i)));
  const large = (): CelList => new CelList([new CelList([...numbers.items])]);
  const anything = new CelList([large(), large()]);
  const ask = (): unknown => withinWork(1_000, () => run(expression, { numbers, anything }));
  expect(ask).toThrow(WorkExceeded);
});

test("a version's numbers are those of 64 bits", () => {
  expect(run("isSemver('18446744073709551615.0.0-18446744073709551615')").value).toBe(true);
  expect(run("isSemver('18446744073709551616.0.0')").value).toBe(false);
  expect(run("isSemver('1.0.0-18446744073709551616')").value).toBe(false);
});

test("what an expression can cost is known beforehand, from the sizes that a schema allows", () => {
  const checked = checkExpression("numbers.all(x, x > 0)", environment);
  const most = (max: number): number =>
    estimateCost(checked, (path) => (path.length === 1 ? { min: 0, max } : undefined)).max;
  expect(most(100) - most(0)).toBe(100 * 5);
});

function mostOf(expression: string): number {
  return estimateCost(checkExpression(expression, environment), () => undefined).max;
}

// As kube-apiserver v1.35.4 lets them into schemas, and cel-go's ext/lists.go counts.
test.each(["lists.range(-1)", "[1].slice(-5, 2)", "[[1]].flatten(-1)"])(
  "numbers below zero make %s cost nothing less",
  (expression) => {
    expect(mostOf(expression)).toBe(mostOf(expression.replace(/-[15]/, "0")));
  },
);

test("to split without end may give a list without end, and what is no list is joined of nothing", () => {
  expect(mostOf("'a'.split(',', -1).all(x, x != '')")).toBeGreaterThan(1e18);
  expect(mostOf("dyn('abc').join(',') == ''")).toBeLessThan(20);
});

test("what a run costs is counted as by Kubernetes", () => {
  const more = (expression: string, other: string): number =>
    run(expression).cost - run(other).cost;

  // Letters that are gone through count by their bytes.
  expect(more(`'${"é".repeat(10)}'.indexOf('x')`, `'${"e".repeat(10)}'.indexOf('x')`)).toBe(1);
  // That addresses are the same costs a unit, that they differ one for ten bytes.
  expect(more("ip('::1') != ip('::2')", "ip('::1') == ip('::2')")).toBe(1);
  expect(more("cidr('::/96') != cidr('::/96')", "cidr('::/96') == cidr('::/96')")).toBe(1);
  expect(more("['a', 'b'].distinct()", "[1, 2].distinct()")).toBe(0);
});

test("equal values have one text, whatever their order and type of number", () => {
  const textOf = (expression: string): string => equalityText(run(expression).value as CelValue);
  expect(textOf("{'a': [1], 'b': [2]}")).toBe(textOf("{'b': [2u], 'a': [1u]}"));
});

test.each([
  ["string(1234567.5)", "1.2345675e+06"],
  ["string(999999.5)", "999999.5"],
  ["string(double('1_000'))", "1000"],
  ["'%.1f %.1f %.0f %.0f'.format([0.25, 0.35, 2.5, -2.5])", "0.2 0.3 2 -2"],
  ["'%.2f %f'.format([-1234567.0, 1e21])", "-1,234,567.00 1,000,000,000,000,000,000,000.000000"],
  ["'%.0f %.3f'.format([-0.5, -0.0])", "-0 0.000"],
  ["'%e %.1e %e'.format([2.5, 1234566.5, -1e-7])", "2.500000×10⁰⁰ 1.234566×10⁰⁶ -1.000000×10⁻⁰⁷"],
  [
    "'%s'.format([[1e6, double('inf'), 'a\\u0007\\u007f\\u00a0é']])",
    String.raw`[1000000.000000, "+Inf", "a\a\x7f\u00a0é"]`,
  ],
  ["url('http://h/a%2fb').getEscapedPath()", "/a%2fb"],
  ["url('http://h/%c3%a9[]').getEscapedPath()", "/%c3%a9[]"],
  ["url('http://h/é%2f!;').getEscapedPath()", "/%C3%A9/%21;"],
  ["string(semver('18446744073709551615.0.0').major())", "-1"],
  ["string(quantity('1000m').isInteger()) + string(quantity('1.0').isInteger())", "falsefalse"],
  ["string(quantity('1.5').add(quantity('0.5')).isInteger())", "false"],
  ["string(quantity('9223372036854775807').isInteger())", "false"],
  ["string(quantity('1.7Gi').asApproximateFloat())", "1.8253611008000002e+09"],
  ["string(quantity('333n').asApproximateFloat())", "3.3300000000000003e-07"],
  ["string(format.datetime().validate('2021-02-03t00:00:00z').hasValue())", "false"],
  ["string(format.datetime().validate('2021-02-03T24:00:00Z').hasValue())", "true"],
  ["string(quantity('2k').add(1).asInteger()) + string(quantity('1Ki').asInteger())", "20011024"],
  ["' \\u0085a\\ufeff '.trim()", "a\ufeff"],
  ["string(timestamp(0).getHours('2:30')) + string(timestamp(0).getHours('Local'))", "20"],
])("%s is %s, as Go writes it", (expression, text) => {
  expect(run(expression).value).toBe(text);
});

test.each([
  ["semver('v1.2-pre', true)", "short version cannot contain PreRelease/Build meta data"],
  ["semver('1.0-01.1', true)", 'Invalid character(s) found in minor number "0-01"'],
  ["semver('1.2+b.3')", 'Invalid character(s) found in minor number "2+b"'],
  ["cidr('10.0.0.0/8').containsIP('x')", "no such overload"],
  ["quantity('1000m').asInteger()", "cannot convert value to integer"],
])("%s fails: %s", (expression, message) => {
  expect(run(expression).value).toMatchObject({ message });
});

test("names of zones are written as their files are", () => {
  const { value } = run("timestamp(0).getHours('europe/berlin')");
  expect(value).toMatchObject({ message: "unknown time zone europe/berlin" });
});

test("what is added to a set is there once", () => {
  const anything = new CelList(["a", "b"], "whole");
  expect(run("anything + ['b', 'c', 'c'] == ['c', 'b', 'a']", { anything }).value).toBe(true);
});

test("what is added to a list with keys takes the place of what has its keys", () => {
  const item = (name: string, value: string): CelValue =>
    mapOf([
      ["name", name],
      ["value", value],
    ]);
  const anything = mapOf([
    ["a", new CelList([item("x", "1"), item("y", "2")], { keys: ["name"] })],
    ["b", new CelList([item("y", "3"), item("z", "4")], { keys: ["name"] })],
  ]);
  const expression = "(anything.a + anything.b).map(it, it.value) == ['1', '3', '4']";
  expect(run(expression, { anything }).value).toBe(true);
});
