import { type Random, randomInteger, seededRandom } from "../../src/environment/random.ts";

/** Kubeconfig files, and how they are to be read. */
export interface KubeConfigCase {
  /** Content by path, from a folder of the case's own. */
  readonly files: Readonly<Record<string, string>>;
  /** The list of files in the variable KUBECONFIG. */
  readonly kubeconfig: readonly string[];
  /** In place of the current context; "" for that. */
  readonly context: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** One file of one cluster, user and context. */
function single(user: Fields, cluster: Fields = {}, rest: Fields = {}): KubeConfigCase {
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster: { server: "https://lab:6443", ...cluster } }],
    users: [{ name: "me", user }],
    contexts: [{ name: "c", context: { cluster: "lab", user: "me" } }],
    "current-context": "c",
    ...rest,
  };
  const secrets = {
    token: "from-file\n",
    "sub/token": "from-sub",
    ca: "CA",
    cert: "CERT",
    key: "KEY",
  };
  return {
    files: { config: JSON.stringify(document), ...secrets },
    kubeconfig: ["config"],
    context: "",
  };
}

const v1 = "client.authentication.k8s.io/v1";
const v1beta1 = "client.authentication.k8s.io/v1beta1";
const data = Buffer.from("DATA").toString("base64");

/** Each value may stand for its field; undefined leaves it out. */
const userChoices: Readonly<Record<string, readonly unknown[]>> = {
  token: ["t", "", " spaced "],
  tokenFile: ["token", "sub/token", "./token", "../none"],
  username: ["u", ""],
  password: ["p", "pä:ss"],
  "client-certificate": ["cert", "none"],
  "client-certificate-data": [data],
  "client-key": ["key"],
  "client-key-data": [data, ""],
  as: ["jane", ""],
  "as-uid": ["uid-1"],
  "as-groups": [["dev"], ["a", "b"], []],
  "as-user-extra": [{ "example.com/scope": ["x", "y"] }, {}],
  exec: [
    { apiVersion: v1, command: "plugin", interactiveMode: "Never" },
    { apiVersion: v1, command: "./plugin", interactiveMode: "IfAvailable", args: ["a"] },
    { apiVersion: v1, command: "bin/plugin", interactiveMode: "Always", provideClusterInfo: true },
    { apiVersion: v1beta1, command: "plugin", env: [{ name: "A", value: "1" }] },
    { apiVersion: v1, command: "plugin" },
    { apiVersion: v1, command: "", interactiveMode: "Never" },
    { apiVersion: "client.authentication.k8s.io/v1alpha1", command: "plugin" },
    { apiVersion: v1, command: "plugin", interactiveMode: "Sometimes" },
    {
      apiVersion: v1,
      command: "plugin",
      interactiveMode: "Never",
      env: [{ name: "", value: "x" }],
    },
    { apiVersion: v1, command: "plugin", interactiveMode: "Never", installHint: "get it" },
  ],
};

const clusterChoices: Readonly<Record<string, readonly unknown[]>> = {
  server: [
    "https://other:443/",
    "http://plain:8080",
    "https://lab/path/",
    "lab:6443",
    "",
    "10.0.0.1",
  ],
  "tls-server-name": ["name"],
  "insecure-skip-tls-verify": [true, false],
  "certificate-authority": ["ca", "./ca", "none"],
  "certificate-authority-data": [data],
  "proxy-url": [
    "http://p:3128",
    "https://p",
    "socks5://p:1080",
    "ftp://p",
    "p:3128",
    "http://u:s@p:1",
  ],
  "disable-compression": [true],
};

/** Ways to authenticate that hold together. */
const methods: readonly ((random: Random) => Fields)[] = [
  () => ({}),
  () => ({ token: "t" }),
  (random) => ({ tokenFile: pick(random, ["token", "sub/token", "./token"]) }),
  () => ({ token: "t", tokenFile: "token" }),
  () => ({ username: "u", password: "p" }),
  () => ({ "client-certificate": "cert", "client-key": "key" }),
  () => ({ "client-certificate-data": data, "client-key-data": data }),
  () => ({ "client-certificate-data": data, "client-key": "key", token: "t" }),
  (random) => ({ exec: pick(random, userChoices["exec"] ?? []) }),
];

/** Mostly one that holds together; sometimes something stands beside it that may not. */
function drawUser(random: Random): Fields {
  const user = pick(random, methods)(random);
  const impersonated =
    random.next() < 0.3
      ? {
          as: "jane",
          ...draw(
            random,
            {
              "as-uid": ["u1"],
              "as-groups": [["dev", "a,b"]],
              "as-user-extra": [{ "example.com/scope": ["x", "y"] }],
            },
            0.5,
          ),
        }
      : {};
  const odd = random.next() < 0.3 ? draw(random, userChoices, 0.12) : {};
  return { ...user, ...impersonated, ...odd };
}

/** Cases that chance would hardly make. */
const chosen: readonly KubeConfigCase[] = [
  single({}),
  single(
    { token: "t" },
    {},
    { contexts: [{ name: "c", context: { cluster: "lab", user: "me", namespace: "ns" } }] },
  ),
  single({ token: "t" }, {}, { contexts: [{ name: "c", context: { cluster: "lab" } }] }),
  single(
    { token: "t" },
    {},
    { contexts: [{ name: "c", context: { cluster: "none", user: "me" } }] },
  ),
  single(
    { token: "t" },
    {},
    { contexts: [{ name: "c", context: { cluster: "lab", user: "none" } }] },
  ),
  single({ token: "t" }, {}, { contexts: [] }),
  single({ token: "t" }, {}, { "current-context": "" }),
  single({ token: "t" }, {}, { "current-context": "none" }),
  single({ token: "t" }, {}, { "current-context": 5 }),
  single({ token: "t" }, {}, { unknown: true, preferences: {}, extensions: [] }),
  single({ token: "t", unknown: 5 }),
  single({ token: "t" }, {}, { users: null }),
  single({ token: "t" }, {}, { kind: "Other" }),
  single({ token: "t" }, {}, { apiVersion: "v2" }),
  single({ token: "t" }, {}, { apiVersion: undefined, kind: undefined }),
  single({ token: 5 }),
  single({ token: null }),
  single({ "as-groups": "dev", as: "a" }),
  single({ "client-certificate-data": "?", "client-key-data": data }),
  single({ token: "t" }, { "insecure-skip-tls-verify": "true" }),
  single({ "auth-provider": { name: "gcp" } }),
  single({ "auth-provider": { name: "oidc", config: {} }, token: "t" }),
  single(
    {},
    {},
    {
      users: [
        { name: "me", user: { token: "one" } },
        { name: "me", user: { token: "two" } },
      ],
    },
  ),
  single(
    {},
    {},
    {
      clusters: [
        { name: "lab", cluster: { server: "https://one" } },
        { name: "lab", cluster: { server: "https://two" } },
      ],
    },
  ),
  single(
    {},
    {},
    {
      contexts: [
        { name: "c", context: { cluster: "lab", user: "me", namespace: "1" } },
        { name: "c", context: { cluster: "lab", user: "me", namespace: "2" } },
      ],
    },
  ),
  { ...single({ token: "t" }), context: "none" },
  {
    ...single(
      { token: "t" },
      {},
      {
        contexts: [
          { name: "c", context: { cluster: "lab" } },
          { name: "d", context: { cluster: "lab", user: "me", namespace: "d" } },
        ],
      },
    ),
    context: "d",
  },
  { files: { config: "" }, kubeconfig: ["config"], context: "" },
  { files: { config: "[]" }, kubeconfig: ["config"], context: "" },
  { files: { config: "a: b: c" }, kubeconfig: ["config"], context: "" },
  { files: {}, kubeconfig: ["none"], context: "" },
  { files: { "config/x": "" }, kubeconfig: ["config"], context: "" },
];

/** Fields drawn from their choices; `density` is how likely each is there. */
function draw(
  random: Random,
  choices: Readonly<Record<string, readonly unknown[]>>,
  density: number,
): Fields {
  const fields: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(choices))
    if (random.next() < density) fields[name] = pick(random, values);
  return fields;
}

/** Two or three files that name the same things, in folders of their own. */
function merged(random: Random): KubeConfigCase {
  const files: Record<string, string> = { token: "t0", "b/token": "t1", "b/c/token": "t2" };
  const kubeconfig: string[] = [];
  for (const folder of ["", "b/", "b/c/"].slice(0, 2 + randomInteger(random, 2))) {
    const path = `${folder}config`;
    kubeconfig.push(path);
    const maybe = (key: string, value: unknown): Fields =>
      random.next() < 0.7 ? { [key]: value } : {};
    files[path] = JSON.stringify({
      ...maybe("clusters", [
        {
          name: "lab",
          cluster: {
            server: `https://lab-${folder.length}`,
            ...draw(random, { "tls-server-name": [path], "certificate-authority": ["ca"] }, 0.4),
          },
        },
      ]),
      ...maybe("users", [
        {
          name: "me",
          user: draw(random, { token: [path], tokenFile: ["token"], as: [path] }, 0.4),
        },
      ]),
      ...maybe("contexts", [
        {
          name: "c",
          context: { cluster: "lab", user: "me", ...draw(random, { namespace: [path] }, 0.5) },
        },
      ]),
      ...(random.next() < 0.5 ? { "current-context": "c" } : {}),
    });
  }
  if (random.next() < 0.2) kubeconfig.splice(1, 0, "none");
  if (random.next() < 0.2) kubeconfig.push(kubeconfig[0] as string);
  if (random.next() < 0.3) kubeconfig.reverse();
  for (const folder of ["", "b/", "b/c/"]) files[`${folder}ca`] = "CA";
  return { files, kubeconfig, context: "" };
}

/** Chosen and drawn ones, the same for the same seed. */
export function kubeConfigCases(seed: string, count: number): readonly KubeConfigCase[] {
  const drawn = Array.from({ length: count }, (_, index) => {
    const random = seededRandom(`${seed} ${index}`);
    if (random.next() < 0.4) return merged(random);
    return single(drawUser(random), draw(random, clusterChoices, 0.12));
  });
  return [...chosen, ...drawn];
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInteger(random, from.length)] as T;
}
