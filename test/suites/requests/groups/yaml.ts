import { get, namespace, type RequestGroup, send } from "../request.ts";

const root = "/api/v1/namespaces/rq-yaml";
const yaml = { accept: "application/yaml" };
const long =
  "a text that is longer than the eighty letters after which a line is broken at a blank ";
const texts: readonly string[] = [
  ...["", " ", "a ", " a", "a b", "a: b", "a:b", ":", "a:", "- a", "-a", "-", "? a", "?a", "# a"],
  ...["a # b", "a#b", "{a}", "a{", "[a]", "a, b", ",a", "&a", "*a", "!a", "|a", ">a", "'a'"],
  ...['"a"', "%a", "@a", "`a`", "it's", 'say "x"', "back\\slash", "tab\there", "a\r", "é", "中文"],
  ...["😀", "\u0001", "\u007f", "\u0085", "\u00a0", "yes", "No", "true", "null", "~", "y", "on"],
  ...["1", "01", "0x1F", "0o17", "1_000", "1.5", "1e3", ".5", "5.", "+1", "-1", ".inf", ".nan"],
  ...["1:30", "2001-01-01", "2001-13-01", "2001-01-01T00:00:00Z", "2001-1-1 1:1:1", "12:30:45"],
  ...["<<", "=", "---", "--- a", "...", "a\nb", "a\nb\n", "a\n\n", "\na", "\n", " a\nb", "a \nb"],
  ...["a\n b", "a\n  b\n", "\n\n a\n", "tab\t\nx", "a: b\n- c\n", long + long, `'${long}${long}`],
  ...[`${long.trim()}\n${long}x`, "x".repeat(200), `${"x".repeat(90)} y z`, `a  ${long}  ${long}`],
];
const data = Object.fromEntries(texts.map((text, index) => [`t${index}`, text]));
const keys = ["a1", "a10", "a2", "a01", "B", "b", "a.b", "a-b", "a_b", "aa", "1", "01", "true"];
const configMap = (name: string, more: object): object => ({ metadata: { name }, ...more });

/** Answers in YAML, and bodies that are. */
export const yamlGroup: RequestGroup = {
  name: "yaml",
  first: [
    namespace("rq-yaml"),
    send("POST", `${root}/configmaps`, configMap("texts", { data })),
    send(
      "POST",
      `${root}/configmaps`,
      configMap("keys", { data: Object.fromEntries(keys.map((key) => [key, "x"])) }),
    ),
    send("POST", `${root}/configmaps`, configMap("long", { data: { ["k".repeat(200)]: "x y" } })),
    send("POST", `${root}/configmaps`, configMap("bytes", { binaryData: { a: "AAECAw==" } })),
  ],
  requests: [
    ...["texts", "keys", "long", "bytes", "none"].map((name) =>
      get(`${root}/configmaps/${name}`, yaml),
    ),
    get(`${root}/configmaps?limit=1`, yaml),
    get(`${root}/configmaps?fieldSelector=metadata.name=none`, yaml),
    get("/api/v1/namespaces/default/services/kubernetes", yaml),
    get("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/probes?pretty=true", yaml),
    get("/api/v1", yaml),
    get("/apis/apps", yaml),
    ...texts.map((text) =>
      send(
        "POST",
        `${root}/configmaps?dryRun=All`,
        `metadata: {name: x}\ndata:\n  a: ${text}\n`,
        "application/yaml",
      ),
    ),
  ],
};
