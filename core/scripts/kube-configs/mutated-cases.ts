import type { KubeConfigCase } from "./cases.ts";

const data = Buffer.from("DATA").toString("base64");
const v1 = "client.authentication.k8s.io/v1";

const cluster = {
  server: "https://lab:6443",
  "tls-server-name": "name",
  "insecure-skip-tls-verify": false,
  "certificate-authority": "ca",
  "proxy-url": "http://p:3128",
  "disable-compression": true,
  extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "a" } }],
};

const impersonation = {
  as: "jane",
  "as-uid": "u1",
  "as-groups": ["dev", "ops"],
  "as-user-extra": { scope: ["x", "y"] },
};

/** Users that use every field between them. */
const users = [
  {
    token: "t",
    tokenFile: "token",
    "client-certificate": "cert",
    "client-key": "key",
    ...impersonation,
  },
  { username: "u", password: "p", "client-certificate-data": data, "client-key-data": data },
  {
    exec: {
      apiVersion: v1,
      command: "./plugin",
      args: ["a", "b"],
      env: [{ name: "A", value: "1" }],
      interactiveMode: "Never",
      installHint: "get it",
      provideClusterInfo: true,
    },
  },
];

/** What stands in the place of a value in turn; undefined leaves it out. */
const oddValues: readonly unknown[] = [
  undefined,
  null,
  "",
  "x",
  7,
  1.5,
  true,
  [],
  {},
  [null],
  ["x"],
  { x: "y" },
];

type Path = readonly (string | number)[];

/** Whole kubeconfigs in which one value, or one list or part, is something else: each value at each place. */
export function mutatedCases(): readonly KubeConfigCase[] {
  return users.flatMap((user, index) => {
    const whole = {
      apiVersion: "v1",
      kind: "Config",
      preferences: { colors: true },
      clusters: [{ name: "lab", cluster }],
      users: [{ name: "me", user }],
      contexts: [{ name: "c", context: { cluster: "lab", user: "me", namespace: "ns" } }],
      "current-context": "c",
    };
    // What stands around the user is the same for all three.
    const places = [...placesIn(whole)].filter((path) => index === 0 || path[0] === "users");
    return places.flatMap((path) => oddValues.map((value) => caseOf(replaced(whole, path, value))));
  });
}

function caseOf(document: unknown): KubeConfigCase {
  const files = {
    config: JSON.stringify(document),
    token: "from-file\n",
    ca: "CA",
    cert: "CERT",
    key: "KEY",
  };
  return { files, kubeconfig: ["config"], context: "" };
}

function* placesIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value))
    yield* placesIn(member, [...path, Array.isArray(value) ? Number(name) : name]);
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((each, index) => (index === first ? replaced(each, rest, by) : each));
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [first]: replaced(members[first], rest, by) };
}
