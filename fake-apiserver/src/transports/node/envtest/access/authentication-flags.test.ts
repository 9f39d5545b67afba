import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { kubeApiserverFlags } from "../flags/kube-apiserver-flags.ts";
import { parseFlags } from "../flags/parse-flags.ts";
import { authenticationFlagProblems, readAuthenticationFlags } from "./authentication-flags.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-authentication-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "authentication.yaml");

const read = (...args: readonly string[]) =>
  readAuthenticationFlags(parseFlags([...args], kubeApiserverFlags));
const readFile = (text: string, ...args: readonly string[]) => {
  writeFileSync(path, text);
  return read(`--authentication-config=${path}`, ...args);
};

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
const loading = `failed to load authentication configuration from file ${JSON.stringify(path)}: `;
const invalid = "invalid authentication configuration: ";

// What kube-apiserver v1.35.4 said.
test.each([
  ["", `${loading}empty config data`],
  ["kind: Foo", `${loading}Object 'apiVersion' is missing in 'kind: Foo'`],
  [`${head}foo: 1`, `${loading}strict decoding error: unknown field "foo"`],
  [
    "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration",
    `${loading}expected AuthenticationConfiguration, got *apiserver.AuthorizationConfiguration`,
  ],
  [
    "apiVersion: apiserver.config.k8s.io/v2\nkind: AuthenticationConfiguration",
    `${loading}no kind "AuthenticationConfiguration" is registered for version "apiserver.config.k8s.io/v2" in scheme "pkg/runtime/scheme.go:111"`,
  ],
  [
    `${head}jwt:\n- issuer: {url: 5}`,
    `${loading}json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.url of type string`,
  ],
  [
    `${head}anonymous: {enabled: false, conditions: [{path: /a}]}`,
    `${invalid}anonymous.conditions: Invalid value: [{"Path":"/a"}]: enabled should be set to true when conditions are defined`,
  ],
  [
    `${head}jwt:
- issuer: {url: "http://u:p@x?q#f", audiences: [], egressSelectorType: foo, certificateAuthority: zz}
  claimValidationRules: [{}, {claim: a, message: m}, {claim: a}, {expression: "claims.a"}]
  claimMappings: {username: {expression: claims.email}, groups: {claim: x}, extra: [{key: a.k8s.io/x}]}
  userValidationRules: [{expression: user.foo}, {expression: "true"}, {expression: "true"}]`,
    `${invalid}[${[
      'jwt[0].issuer.url: Invalid value: "http://u:p@x?q#f": URL scheme must be https',
      'jwt[0].issuer.url: Invalid value: "http://u:p@x?q#f": URL must not contain a username or password',
      'jwt[0].issuer.url: Invalid value: "http://u:p@x?q#f": URL must not contain a query',
      'jwt[0].issuer.url: Invalid value: "http://u:p@x?q#f": URL must not contain a fragment',
      "jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required",
      'jwt[0].issuer.certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates',
      'jwt[0].issuer.egressSelectorType: Invalid value: "foo": egress selector must be either controlplane or cluster',
      "jwt[0].claimValidationRules[0]: Required value: claim or expression is required",
      'jwt[0].claimValidationRules[1].message: Invalid value: "m": may not be specified when claim is set',
      'jwt[0].claimValidationRules[2].claim: Duplicate value: "a"',
      'jwt[0].claimValidationRules[3].expression: Invalid value: "claims.a": must evaluate to bool',
      "jwt[0].claimMappings.groups.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing",
      'jwt[0].claimMappings.extra[0].key: Invalid value: "a.k8s.io/x": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use',
      "jwt[0].claimMappings.extra[0].valueExpression: Required value",
      'jwt[0].claimMappings.username.expression: Invalid value: "claims.email": claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression',
      "jwt[0].userValidationRules[0].expression: Invalid value: \"user.foo\": compilation failed: ERROR: <input>:1:5: undefined field 'foo'\n | user.foo\n | ....^",
      'jwt[0].userValidationRules[2].expression: Duplicate value: "true"',
    ].join(", ")}]`,
  ],
])("a file that is wrong is refused in the real server's words: %s", async (text, words) => {
  await expect(readFile(text)).rejects.toThrow(new Error(words));
});

test("who may ask without a token is said by the file or by the flag", async () => {
  const { anonymous } = await readFile(
    `${head}anonymous: {enabled: true, conditions: [{path: /a}]}`,
  );

  expect(anonymous).toEqual(["/a"]);
  expect((await readFile(head)).anonymous).toBeUndefined();
  await expect(
    readFile(`${head}anonymous: {enabled: true}`, "--anonymous-auth=true"),
  ).rejects.toThrow(
    "anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
  );
});

test("flags alone say one issuer", async () => {
  const issuer = ["--oidc-issuer-url=https://x", "--oidc-client-id=c"];
  const { jwt, algorithms } = await read(...issuer, "--oidc-required-claim=a=b");

  expect(algorithms).toEqual(["RS256"]);
  expect(jwt).toEqual([
    {
      issuer: { url: "https://x", audiences: ["c"] },
      claimMappings: { username: { claim: "sub", prefix: "https://x#" } },
      claimValidationRules: [{ claim: "a", requiredValue: "b" }],
    },
  ]);
  await expect(read(...issuer, "--oidc-signing-algs=HS256")).rejects.toThrow(
    'oidc: unsupported signing alg: "HS256"',
  );
  await expect(read(...issuer, "--service-account-issuer=https://x")).rejects.toThrow(
    'issuer.url: Invalid value: "https://x": URL must not overlap with disallowed issuers: [https://x]',
  );
});

test("flags that do not fit each other are refused", () => {
  const problems = (...args: readonly string[]) =>
    authenticationFlagProblems(parseFlags([...args], kubeApiserverFlags));

  expect(problems("--oidc-issuer-url=https://x")).toEqual([
    "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
  ]);
  expect(problems("--authentication-config=/a", "--oidc-client-id=x")).toEqual([
    "authentication-config file and oidc-* flags are mutually exclusive",
  ]);
});
