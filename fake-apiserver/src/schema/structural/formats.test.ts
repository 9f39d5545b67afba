import { expect, test } from "vitest";
import { Duration } from "../../cel/values/cel-value.ts";
import { durationOfFormat } from "./format-duration.ts";
import { formatProblem } from "./formats.ts";

// What kube-openapi's strfmt and kube-apiserver v1.35.4 take, and what not.
test.each([
  [
    "duration",
    ["0", "100min", "2 weeks 3 days", "PT5m", "10 NANOS"],
    ["", "1 month", "4 hrs", "3 \u03bcs"],
  ],
  ["date", ["2020-02-29"], ["2020-02-30", "2020-1-1"]],
  [
    "date-time",
    [
      "2020-01-01T00:00:00Z",
      "2020-01-01t00:00:00z",
      "2020-01-01T00:00:00,5+25:00",
      "2020-01-01T00:00:00ZTea",
    ],
    ["2020-01-01T00:00:00", "2020-01-01T24:00:00Z", "2020-01-01T23:59:60Z", "2020-02-30T00:00:00Z"],
  ],
  [
    "hostname",
    ["a", "a-", "example.com", "é.com", "$"],
    ["a.b", "1.2.3.4", "a--b", "-a", "a_b", "a."],
  ],
  ["ipv4", ["1.2.3.4", "01.2.3.4", "::ffff:1.2.3.4"], ["1.2.3", "1.2.3.256", "::1"]],
  ["ipv6", ["::1", "00::ffff:1.2.3.4"], ["1.2.3.4", "fe80::1%eth0", "::ffff:01.2.3.4", "00001::"]],
  [
    "cidr",
    ["1.2.3.4/08", "01.2.3.4/8", "::ffff:1.2.3.4/96", "00001::/64"],
    ["1.2.3.4", "1.2.3.4/33", "::/129"],
  ],
  ["ssn", ["123-45-6789", "123 45 6789"], ["123456789", "123-456789"]],
  ["byte", ["YQ==", "YWJj"], ["", "YQ", "Y Q="]],
  [
    "uri",
    ["*", "/a b", "a:b", "http://[::1]:80/a", "http://é/%41", "http://[fe80::1%25e%20th]"],
    [
      "",
      "a",
      "http://a#b",
      "http://[1.2.3.4]",
      "http://[s::1]",
      "http://%41",
      "http://a:b",
      "http://a%",
    ],
  ],
  [
    "email",
    ["a@b", " a@b ", '"a b"@c', "A B <a@b.c>", "a@b (c(d))", "a@[1.2.3.4]", "n: <a@b>;", "é@b"],
    [
      "a",
      "a@",
      ".a@b",
      "a..b@c",
      "a@b.",
      "a@b, c@d",
      '""@b',
      "a@[x]",
      "a@b (c",
      "n: a@b, c@d;",
      "A <a@b> x",
    ],
  ],
] as const)("of the format %s are %j, and not %j", (format, good, bad) => {
  const isGood = (text: string): boolean => formatProblem(text, format) === undefined;
  expect(good.filter((text) => !isGood(text))).toEqual([]);
  expect(bad.filter(isGood)).toEqual([]);
});

test.each([
  ["1.5h", 5_400_000_000_000n],
  ["100min", 6_000_000_000_000n],
  ["2 weeks, and 3 days", 1_468_800_000_000_000n],
  ["1m 30 sec", 90_000_000_000n],
  ["5 minutes 3 months", 300_000_000_000n],
])("the duration %s has so many nanoseconds, also in rules", (text, nanos) => {
  expect(durationOfFormat(text)).toEqual(new Duration(nanos));
});

test("what is no duration is told in Go's words", () => {
  expect(durationOfFormat("soon")).toBe("unable to parse soon as duration");
  expect(durationOfFormat("99999999999999999999 s")).toBe(
    'strconv.Atoi: parsing "99999999999999999999": value out of range',
  );
});
