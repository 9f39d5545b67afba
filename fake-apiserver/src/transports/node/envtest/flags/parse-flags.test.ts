import { expect, test } from "vitest";
import { kubeApiserverFlags } from "./kube-apiserver-flags.ts";
import { parseFlags } from "./parse-flags.ts";

const read = (...args: string[]) => parseFlags(args, kubeApiserverFlags);

test("values stand behind = or as the next word, switches alone, and _ is -", () => {
  const flags = read("--secure-port=1", "--secure_port", "2", "--profiling", "--watch-cache=f");

  expect(flags.all("secure-port")).toEqual(["1", "2"]);
  expect(flags.last("secure-port")).toBe("2");
  expect([flags.isOn("profiling", false), flags.isOn("watch-cache", true)]).toEqual([true, false]);
});

test("a list is every part of every time that it is given", () => {
  const flags = read("--authorization-mode=Node,RBAC", "--authorization-mode", "AlwaysAllow");

  expect(flags.list("authorization-mode")).toEqual(["Node", "RBAC", "AlwaysAllow"]);
});

test("arguments that are empty are none", () => {
  expect(read("", "--secure-port=1", "").last("secure-port")).toBe("1");
});

// As kube-apiserver v1.35.4 says it behind "Error: ".
test.each([
  [["--foo"], "unknown flag: --foo"],
  [["--insecure-port=0"], "unknown flag: --insecure-port"],
  [["--secure-port"], "flag needs an argument: --secure-port"],
  [["-x"], "unknown shorthand flag: 'x' in -x"],
  [["--=x"], "bad flag syntax: --=x"],
  [["a", "b"], '"kube-apiserver" does not take any arguments, got ["a" "b"]'],
  [
    ["--secure_port=x"],
    'invalid argument "x" for "--secure-port" flag: strconv.ParseInt: parsing "x": invalid syntax',
  ],
  [
    ["--min-request-timeout=99999999999999999999"],
    'invalid argument "99999999999999999999" for "--min-request-timeout" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range',
  ],
  [
    ["-v=abc"],
    'invalid argument "abc" for "-v, --v" flag: strconv.ParseUint: parsing "abc": invalid syntax',
  ],
  ...[
    ["v1.35", 'illegal version string "v1.35"'],
    ["v1.36.0", 'version "v1.36.0" must match major/minor/patch of default version "v1.35.4"'],
    ["v1.35.4foo", 'could not parse pre-release/metadata (foo) in version "v1.35.4foo"'],
    ["v01.35.4", 'illegal zero-prefixed version component "01" in "v01.35.4"'],
    ["v1.35.4-01", 'illegal zero-prefixed version component "01" in "v1.35.4-01"'],
    ["v1.35.4-", 'could not parse pre-release/metadata (-) in version "v1.35.4-"'],
    ["vv", 'could not parse "vv" as version'],
    ["x", 'strconv.ParseBool: parsing "x": invalid syntax'],
  ].map(([version, problem]): [string[], string] => [
    [`--version=${version}`],
    `invalid argument "${version}" for "--version" flag: ${problem}`,
  ]),
  [
    ["--profiling=maybe"],
    'invalid argument "maybe" for "--profiling" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    ["--event-ttl=5"],
    'invalid argument "5" for "--event-ttl" flag: time: missing unit in duration "5"',
  ],
  [
    ["--bind-address=foo"],
    'invalid argument "foo" for "--bind-address" flag: failed to parse IP: "foo"',
  ],
  [
    ["--goaway-chance=x"],
    'invalid argument "x" for "--goaway-chance" flag: strconv.ParseFloat: parsing "x": invalid syntax',
  ],
  [
    ["--oidc-required-claim=a"],
    'invalid argument "a" for "--oidc-required-claim" flag: malformed pair, expect string=string',
  ],
  [
    ["--allow-metric-labels=a"],
    'invalid argument "a" for "--allow-metric-labels" flag: a must be formatted as key=value',
  ],
  [
    // It stands in no --help.
    ["--kubelet-port=x"],
    'invalid argument "x" for "--kubelet-port" flag: strconv.ParseUint: parsing "x": invalid syntax',
  ],
  [
    ["--service-node-port-range=x"],
    'invalid argument "x" for "--service-node-port-range" flag: strconv.Atoi: parsing "x": invalid syntax',
  ],
  [
    ["--service-node-port-range=40000-30000"],
    'invalid argument "40000-30000" for "--service-node-port-range" flag: end port cannot be less than start port: 40000-30000',
  ],
])("%j is refused as by the real server", (args, message) => {
  expect(() => read(...args)).toThrow(new Error(message));
});
