import { create, each, type Growth, gadget, patch } from "./growing-request.ts";

const yaml = "application/yaml";
const configMaps = "/api/v1/namespaces/default/configmaps";
const head = "metadata: {name: x}\n";

function ofYaml(what: string, size: number, rest: (size: number) => string): Growth {
  return { what, size, request: (n) => create(`${head}${rest(n)}`, configMaps, yaml) };
}

function deep(size: number, open: string, close: string, inside = "1"): string {
  return `${open.repeat(size)}${inside}${close.repeat(size)}`;
}

/** What is long or deep rather than many. */
export const depthGrowths: readonly Growth[] = [
  ofYaml("brackets of YAML within brackets", 32, (size) => `data: {a: ${deep(size, "[", "]")}}`),
  ofYaml("mappings of YAML in one line", 32, (size) => `data: ${deep(size, "{a: ", "}")}`),
  ofYaml("brackets of YAML that never close", 32, (size) => `data: ${"[".repeat(size)}`),
  ofYaml("dashes of YAML in one line", 32, (size) => `data:\n  ${"- ".repeat(size)}a`),
  ofYaml("lines of a text in YAML", 64, (size) => `data:\n  a: |\n${"    b\n".repeat(size)}`),
  ofYaml(
    "lines of a folded text in YAML",
    64,
    (size) => `data:\n  a: >\n${"    b\n".repeat(size)}`,
  ),
  ofYaml("lines of a plain text in YAML", 64, (size) => `data:\n  a: b\n${"    b\n".repeat(size)}`),
  ofYaml(
    "lines of a quoted text in YAML",
    64,
    (size) => `data:\n  a: "b\n${"    b\n".repeat(size)}"`,
  ),
  ofYaml("blank lines of YAML", 64, (size) => `${"\n".repeat(size)}data: {a: b}`),
  ofYaml("blanks of a line of YAML", 64, (size) => `data: ${" ".repeat(size)}{a: b}`),
  ofYaml(
    "keys of YAML that are said with a question",
    32,
    (size) => `data:\n${each(size, (n) => `  ? k${n}\n  : v`, "\n")}`,
  ),
  ofYaml(
    "mappings merged in YAML",
    32,
    (size) => `a: &a {b: c}\ndata:\n${each(size, (n) => `  k${n}: {<<: *a}`, "\n")}`,
  ),
  ofYaml(
    "anchors of YAML, each of the one before",
    16,
    (size) => `a0: &a0 v\n${each(size, (n) => `a${n + 1}: &a${n + 1} [*a${n}]`, "\n")}`,
  ),
  ofYaml("tags of YAML", 32, (size) => `data:\n${each(size, (n) => `  k${n}: !!str 1`, "\n")}`),
  {
    what: "depth of a body",
    size: 64,
    request: (size) => create(`{"metadata":{"name":"x"},"data":${deep(size, '{"a":', "}")}}`),
  },
  {
    what: "depth of a custom object",
    size: 64,
    request: (size) =>
      patch("merge-patch+json", `{"spec":{"anything":${deep(size, '{"a":', "}")}}}`, gadget),
  },
  {
    what: "depth of what is applied",
    size: 64,
    request: (size) =>
      patch(
        "apply-patch+yaml",
        `{"apiVersion":"growth.example/v1","kind":"Gadget","spec":{"anything":${deep(size, '{"a":', "}")}}}`,
        gadget,
      ),
  },
  {
    what: "depth of lists that are applied",
    size: 64,
    request: (size) =>
      patch(
        "apply-patch+yaml",
        `{"apiVersion":"growth.example/v1","kind":"Gadget","spec":{"anything":{"a":${deep(size, "[", "]")}}}}`,
        gadget,
      ),
  },
  {
    what: "parts of a JSON pointer",
    size: 64,
    request: (size) =>
      patch(
        "json-patch+json",
        `[{"op":"add","path":"/spec/anything","value":${deep(size, '{"a":', "}")}},{"op":"test","path":"/spec/anything${"/a".repeat(size)}","value":1}]`,
        gadget,
      ),
  },
  {
    what: "values that a JSON patch moves",
    size: 32,
    request: (size) =>
      patch(
        "json-patch+json",
        `[{"op":"add","path":"/spec/anything","value":{"a0":[1]}},${each(size, (n) => `{"op":"move","from":"/spec/anything/a${n}","path":"/spec/anything/a${n + 1}"}`)}]`,
        gadget,
      ),
  },
  {
    what: "removals at the front of a list",
    size: 64,
    request: (size) =>
      patch(
        "json-patch+json",
        `[{"op":"add","path":"/spec/items","value":[${each(size, (n) => `{"name":"x${n}"}`)}]},${each(size, () => '{"op":"remove","path":"/spec/items/0"}')}]`,
        gadget,
      ),
  },
  {
    what: "comparisons of a JSON patch",
    size: 32,
    request: (size) =>
      patch(
        "json-patch+json",
        `[${each(size, () => '{"op":"test","path":"/spec/items","value":[]}')}]`,
        gadget,
      ),
  },
  {
    what: "fields of one manager",
    size: 64,
    request: (size) =>
      create(
        `{"metadata":{"name":"x","managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{${each(size, (n) => `"f:k${n}":{}`)}}}}]}}`,
      ),
  },
  {
    what: "depth of the fields of a manager",
    size: 64,
    request: (size) =>
      create(
        `{"metadata":{"name":"x","managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":${deep(size, '{"f:a":', "}", "{}")}}]}}`,
      ),
  },
  {
    what: "digits of a quantity",
    size: 64,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"hard":{"cpu":"${"9".repeat(size)}"}}}`,
        "/api/v1/namespaces/default/resourcequotas",
      ),
  },
  {
    what: "minutes of a schedule",
    size: 32,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"schedule":"${each(size, () => "1")} * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"i"}]}}}}}}`,
        "/apis/batch/v1/namespaces/default/cronjobs",
      ),
  },
  {
    what: "letters of a certificate request",
    size: 256,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"signerName":"a.b/c","usages":["client auth"],"request":"${btoa(`-----BEGIN CERTIFICATE REQUEST-----\n${"MIIB\n".repeat(size)}-----END CERTIFICATE REQUEST-----\n`)}"}}`,
        "/apis/certificates.k8s.io/v1/certificatesigningrequests",
      ),
  },
];
