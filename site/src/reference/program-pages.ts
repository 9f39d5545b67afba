import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { LocalizedText } from "@informerlab/test";

type Language = keyof LocalizedText;

/** A program as a reader meets it: its name, what it is for, and what to run for its help. */
interface ToldProgram {
  readonly name: string;
  readonly about: LocalizedText;
  readonly file: string;
  readonly args: readonly string[];
}

const root = join(import.meta.dirname, "..", "..", "..");
const server = "fake-apiserver/src/transports/node/cli.ts";

const programs: readonly ToldProgram[] = [
  {
    name: "fake-apiserver",
    about: {
      en: "A server that stays until you stop it: for kubectl, for several programs at once, for looking around.",
      "zh-CN":
        "一个一直运行、直到你停掉它的服务器：给 kubectl 用，给几个程序同时用，或者随便看看。",
    },
    file: server,
    args: [],
  },
  {
    name: "fake-apiserver exec",
    about: {
      en: "A server for one command, mostly a test suite. With `--chaos`, again and again under faults that seeds draw.",
      "zh-CN":
        "只为一条命令（多半是测试）启动的服务器。加上 `--chaos`，就在由种子抽出的故障下反复运行它。",
    },
    file: server,
    args: ["exec"],
  },
  {
    name: "fake-apiserver proxy",
    about: {
      en: "Stands in front of a cluster that you run already, and makes trouble on the way.",
      "zh-CN": "站在你已有的集群前面，在路上制造故障。",
    },
    file: server,
    args: ["proxy"],
  },
  {
    name: "fake-apiserver record",
    about: {
      en: "Stands in front of a cluster and writes down what is asked and answered.",
      "zh-CN": "站在集群前面，把问了什么、答了什么都记下来。",
    },
    file: server,
    args: ["record"],
  },
  {
    name: "fake-apiserver replay",
    about: {
      en: "Serves a recording again, troubles included.",
      "zh-CN": "把录下的内容再提供一遍，连同其中的故障。",
    },
    file: server,
    args: ["replay"],
  },
  {
    name: "fake-apiserver envtest-assets",
    about: {
      en: "Writes the programs that envtest starts: a suite of controller-runtime then runs without kube-apiserver and etcd.",
      "zh-CN":
        "写出 envtest 要启动的程序：controller-runtime 的测试套件从此不需要 kube-apiserver 和 etcd。",
    },
    file: server,
    args: ["envtest-assets"],
  },
  {
    name: "informerlab-chaos",
    about: {
      en: "Draws scenarios and holds every run to the promises; what breaks one is made small and kept.",
      "zh-CN": "抽取场景，每次运行都用承诺检验；打破承诺的场景会被缩小并保存。",
    },
    file: "test/src/campaign/cli.ts",
    args: [],
  },
  {
    name: "informerlab-scenario",
    about: {
      en: "Runs one scenario and tells what happened, with a link that opens it in the playground.",
      "zh-CN": "运行一个场景，说明发生了什么，并给出在演练场中打开它的链接。",
    },
    file: "test/src/scenario/cli.ts",
    args: [],
  },
];

const words = {
  commands: {
    en: {
      title: "Commands",
      description: "The programs and their options, as each says of itself.",
      intro:
        "Two packages bring programs: `@informerlab/fake-apiserver` and `@informerlab/test`. With npx nothing needs to be installed first: `npx @informerlab/fake-apiserver --help`, `npx -p @informerlab/test informerlab-chaos --help`. What follows is what each prints.",
    },
    "zh-CN": {
      title: "命令",
      description: "各个程序及其选项，由程序自己说明。",
      intro:
        "有两个包带有程序：`@informerlab/fake-apiserver` 和 `@informerlab/test`。用 npx 不必先安装：`npx @informerlab/fake-apiserver --help`，`npx -p @informerlab/test informerlab-chaos --help`。下面就是各程序打印的帮助（原文为英文）。",
    },
  },
  admin: {
    en: {
      title: "Admin API",
      description: "Faults, time, state and requests of a running server, over HTTP.",
      intro:
        "A test in any language steers its server by plain HTTP, below `/_fake/v1` on the same port. `exec` hands the address and the token to your program as `FAKE_APISERVER_ADMIN` and `FAKE_APISERVER_TOKEN`; every call wants `Authorization: Bearer TOKEN`. A server describes all of it, bodies included, under `/_fake/v1/openapi.json`, of which this list is made.",
    },
    "zh-CN": {
      title: "管理 API",
      description: "通过 HTTP 控制运行中的服务器：故障、时间、状态和请求。",
      intro:
        "任何语言的测试都可以用普通的 HTTP 控制它的服务器：同一个端口，`/_fake/v1` 之下。`exec` 用 `FAKE_APISERVER_ADMIN` 和 `FAKE_APISERVER_TOKEN` 把地址和令牌交给你的程序；每次调用都要带 `Authorization: Bearer TOKEN`。服务器在 `/_fake/v1/openapi.json` 中描述全部内容（含请求正文），下面的清单由它生成（原文为英文）。",
    },
  },
} as const;

/** What of an OpenAPI document the page tells. */
interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
  }[];
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The pages that programs write of themselves, in both languages: file below the content's folder, and text. */
export function programPages(): readonly (readonly [file: string, text: string])[] {
  const helps = programs.map((program) => ({
    ...program,
    help: run([program.file, ...program.args, "--help"]),
  }));
  const paths = adminPaths();
  return (["en", "zh-CN"] as const).flatMap((language) => {
    const folder = language === "en" ? "" : "zh-cn/";
    return [
      [`${folder}reference/commands.mdx`, commandsPage(helps, language)],
      [`${folder}reference/admin.mdx`, adminPage(paths, language)],
    ] as const;
  });
}

function commandsPage(
  helps: readonly (ToldProgram & { readonly help: string })[],
  language: Language,
): string {
  const sections = helps.flatMap(({ name, about, help }) => [
    `## \`${name}\``,
    "",
    about[language],
    "",
    "```text",
    help.trim(),
    "```",
    "",
  ]);
  return page(words.commands[language], sections);
}

function adminPage(paths: Paths, language: Language): string {
  const text = words.admin[language];
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary, parameters = [] }]) => {
      const queries = parameters
        .filter((parameter) => parameter.in === "query")
        .map(({ name, description = "" }) => `    ?${name}=  ${description}`);
      return [`${method.toUpperCase()} ${path}`, `    ${summary}`, ...queries].join("\n");
    }),
  );
  return page(text, ["```text", rows.join("\n\n"), "```", ""]);
}

function page(
  { title, description, intro }: Readonly<Record<"title" | "description" | "intro", string>>,
  content: readonly string[],
): string {
  return [
    "---",
    `title: ${title}`,
    `description: ${JSON.stringify(description)}`,
    "---",
    "",
    "{/* Written by `node --conditions=@informerlab/source site/src/reference/write-program-pages.ts`. */}",
    "",
    intro,
    "",
    ...content,
  ].join("\n");
}

const askForPaths = `
  const { FAKE_APISERVER_ADMIN: admin, FAKE_APISERVER_TOKEN: token } = process.env;
  const answer = await fetch(admin + "/openapi.json", { headers: { authorization: "Bearer " + token } });
  console.log(JSON.stringify((await answer.json()).paths));
`;

function adminPaths(): Paths {
  const ask = [process.execPath, "--input-type=module", "-e", askForPaths];
  return JSON.parse(run([server, "exec", "--http", "--", ...ask])) as Paths;
}

function run([file = "", ...args]: readonly string[]): string {
  const node = ["--conditions=@informerlab/source", join(root, file), ...args];
  const env = { ...process.env, COLUMNS: "80", NO_COLOR: "1" };
  return execFileSync(process.execPath, node, {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
}
