import { expect, test } from "vitest";
import { type CommandLine, parseCommandLine } from "./command-line.ts";

function parsed(...args: string[]): CommandLine {
  const result = parseCommandLine(args, "1.2.3");
  if (result.kind !== "run") throw new Error(`not run: ${JSON.stringify(result)}`);
  return result.commandLine;
}

function shown(...args: string[]): string {
  const result = parseCommandLine(args, "1.2.3");
  if (result.kind !== "shown") throw new Error("not shown");
  return result.text;
}

test("without options it serves HTTPS on loopback and a free port", () => {
  expect(parsed()).toMatchObject({
    port: 0,
    host: "127.0.0.1",
    isSecure: true,
    command: undefined,
  });
});

test("options are understood", () => {
  const line = parsed(
    ...["--port", "6443", "--http", "--token", "T", "--seed", "a.yaml", "--seed", "b"],
    ...["--user", "ann:lab,dev", "--user", "system:node:n1", "--controllers", "gc,namespaces"],
    ...["--clock", "manual", "--output", "json"],
  );

  expect(line).toMatchObject({
    port: 6443,
    isSecure: false,
    token: "T",
    seed: ["a.yaml", "b"],
    users: [
      { name: "ann", groups: ["lab", "dev"] },
      { name: "system:node:n1", groups: [] },
    ],
    controllers: ["gc", "namespaces"],
    clock: "manual",
    output: "json",
  });
});

test("exec takes options before and after its name, and leaves the command's own alone", () => {
  const line = parsed("--token", "T", "exec", "--http", "--", "go", "test", "--port", "7");

  expect(line).toMatchObject({
    token: "T",
    isSecure: false,
    port: 0,
    command: ["go", "test", "--port", "7"],
  });
});

test.each<[string[], RegExp]>([
  [["--port", "abc"], /--port.*'abc'.*a number from 0 to 65535/i],
  [["--token", ""], /A token is visible ASCII/],
  [["--host", ""], /An address is wanted/],
  [["--user", "admin"], /a user admin already, the administrator/],
  [["--user", "a", "--user", "a:b"], /a user a already/],
  [["exec", "--output", "json", "--", "true"], /exec leaves standard output to its command/],
  [["--port", "70000"], /a number from 0 to 65535/i],
  [["--prot", "1"], /unknown option '--prot'.*--port/],
  [["--port"], /argument missing/],
  [["--controllers", "gc,foo"], /no controller "foo"; there are gc/],
  [["--output", "xml"], /'xml' is invalid.*text, json/],
  [["--tls", "--http"], /--tls.*cannot be used with.*--http/],
  [["--user", "a b"], /a user is a name/i],
  [["serve"], /no command "serve"; there are exec, proxy, record, replay and envtest-assets/],
  [["exec"], /missing required argument 'command'/],
])("%j is refused in one line that says what would be right", (args, message) => {
  expect(() => parseCommandLine(args, "1.2.3")).toThrow(message);
  expect(() => parseCommandLine(args, "1.2.3")).toThrow(/^[^\n]*$/);
});

test("help and version are shown", () => {
  expect(shown("--version")).toBe("1.2.3\n");
  expect(shown("--help")).toContain("fake-apiserver exec -- go test ./...");
  expect(shown("exec", "--help")).toContain("--kubeconfig <file>");
});

test("help fits a terminal of 80 columns", () => {
  for (const text of [shown("--help"), shown("exec", "--help")]) {
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  }
});
