import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import starlightLinksValidator from "starlight-links-validator";
import { prefixBase } from "./src/config/prefix-base.ts";
import { contentSecurityPolicy } from "./src/config/security-policy.ts";
import { sidebar } from "./src/config/sidebar.ts";

/** Where the site lies below its host: `SITE_BASE=/informer-lab npm run build`. */
const base = process.env.SITE_BASE ?? "/";
/** Where it is served, for addresses that must be whole: `SITE_URL=https://lab.example npm run build`. */
const site = process.env.SITE_URL || undefined;
/** Packages of the workspace are read from their sources, so nothing is built first. */
const readSources = {
  name: "read-sources",
  configEnvironment: (name) => ({
    resolve: {
      conditions: [
        "@informerlab/source",
        "module",
        name === "client" ? "browser" : "node",
        "development|production",
      ],
      ...(name === "client" ? {} : { noExternal: [/^@informerlab\//] }),
    },
  }),
  load(id) {
    if (!id.includes("node_modules") && /(core|fake-apiserver|test|visualizer)\/dist\//.test(id)) {
      throw new Error(`${id} is built output; the site reads sources`);
    }
  },
};

/**
 * What is loaded later has scripts only, and all of it is fetched when the page is idle: Vite's helper, which goes before
 * each such import to load styles and to hurry on what comes after it, would be half a kilobyte for nothing.
 */
const plainImports = {
  name: "plain-imports",
  applyToEnvironment: ({ name }) => name === "client",
  enforce: "pre",
  load(id) {
    if (id.endsWith("vite/preload-helper.js"))
      return "export const __vitePreload = (load) => load();";
  },
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.isDynamicEntry && chunk.viteMetadata?.importedCss.size > 0)
        throw new Error(`${chunk.fileName} is loaded later and has styles, which nothing loads`);
    }
  },
};

/**
 * protobufjs reads 64-bit numbers without `long`, too, only less exactly: of protobuf, which no client in a page speaks, 4 kB
 * less come with the simulator.
 */
const withoutLong = {
  name: "without-long",
  applyToEnvironment: ({ name }) => name === "client",
  enforce: "pre",
  load(id) {
    if (/node_modules\/long\/umd\/index\.js$/.test(id)) return "module.exports = null;";
  },
};

/** What a page asks its own server is JSON or an object: YAML as Go reads it, errors included, stays away. */
const withoutYaml = {
  name: "without-yaml",
  applyToEnvironment: ({ name }) => name === "client",
  enforce: "pre",
  load(id) {
    if (!id.endsWith("/fake-apiserver/src/codec/yaml/parse-yaml.ts")) return undefined;
    return `
      import { JsonSyntaxError, parseJson } from "../json/parse-json.ts";
      import { YamlSyntaxError } from "./yaml-syntax-error.ts";
      export { YamlSyntaxError };
      export function parseYaml(text) {
        try {
          return { ...parseJson(text), duplicateLines: [] };
        } catch (error) {
          if (!(error instanceof JsonSyntaxError)) throw error;
          throw new YamlSyntaxError("the server in a page reads JSON, not YAML: " + error.message);
        }
      }`;
  },
};

/** The picture's styles stand in templates, which no minifier looks into: blanks and comments are left out. */
const tightStyles = {
  name: "tight-styles",
  applyToEnvironment: ({ name }) => name === "client",
  enforce: "pre",
  transform(code, id) {
    if (!/visualizer\/src\/.*-style\.ts$/.test(id)) return undefined;
    const tight = (css) =>
      css
        .replace(/\/\*.*?\*\//gs, "")
        .replace(/\s*\n\s*/g, "")
        .replace(/\s*([{};,])\s*/g, "$1");
    return { code: code.replace(/`[^`]*`/g, tight), map: null };
  },
};

/** The component in one piece: cut up by who else uses a module of it, it weighs some kB more. */
const codeSplitting = {
  groups: [
    { name: "define", test: /visualizer\/src\/define\.ts$/ },
    { name: "play", test: /visualizer\/src\/element\/moment\/play-parts\.ts$/ },
    // Pages with a trace of their own read it at once; the element itself needs no reader.
    { name: "trace-file", test: /core\/src\/(trace\/trace-file|api\/json)\.ts$/ },
  ],
};

/** Anchors that no Markdown has, but a component, and the lessons' pages; the browser tests look for them in the built pages. */
const madeElsewhere = ["#beat-*", "/{,zh-cn/}reference/glossary/#term-*", "/{,zh-cn/}learn/*/"];

const overrides = ["Head", "Header", "PageTitle", "MarkdownContent", "MobileMenuFooter", "Footer"];

export default defineConfig({
  base,
  ...(site === undefined ? {} : { site }),
  trailingSlash: "always",
  build: { format: "directory" },
  devToolbar: { enabled: false },
  vite: {
    plugins: [plainImports, withoutLong, withoutYaml, tightStyles, readSources],
    build: {
      modulePreload: { polyfill: false, resolveDependencies: () => [] },
      rolldownOptions: { onLog: withoutDirectives, output: { codeSplitting } },
    },
    worker: { format: "es", plugins: () => [withoutLong, withoutYaml, readSources] },
  },
  integrations: [
    starlight({
      title: "Informer Lab",
      description:
        "Follow every object through a Kubernetes informer, step by step, forwards and backwards.",
      defaultLocale: "root",
      locales: {
        root: { label: "English", lang: "en" },
        "zh-cn": { label: "简体中文", lang: "zh-CN" },
      },
      favicon: "/favicon.svg",
      head: [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy },
        },
      ],
      sidebar,
      customCss: [
        "./src/styles/theme.css",
        "./src/styles/typography.css",
        "./src/styles/page.css",
        "./src/styles/picture.css",
        "./src/styles/rules.css",
      ],
      components: Object.fromEntries(
        overrides.map((name) => [name, `./src/overrides/${toKebab(name)}.astro`]),
      ),
      expressiveCode: {
        themes: ["github-light", "github-dark"],
        defaultProps: { overridesByLang: { sh: { frame: "none" } } },
        styleOverrides: {
          borderColor: "var(--lab-line)",
          borderRadius: "6px",
          codeBackground: "var(--lab-surface)",
          codeFontSize: "0.8125rem",
          codeLineHeight: "1.6",
          frames: {
            editorActiveTabBackground: "var(--lab-surface)",
            editorActiveTabIndicatorTopColor: "transparent",
            editorTabBarBackground: "var(--lab-surface)",
            editorTabBarBorderBottomColor: "var(--lab-line)",
            frameBoxShadowCssValue: "none",
            shadowColor: "transparent",
          },
        },
      },
      plugins: [
        prefixBase(base),
        // Under a base the links that it would read have their prefix already.
        ...(base === "/"
          ? [starlightLinksValidator({ errorOnLocalLinks: false, exclude: madeElsewhere })]
          : []),
      ],
      credits: false,
      lastUpdated: false,
      pagination: true,
    }),
  ],
});

/** Astro marks each page with a directive of its own, of which the bundler then warns. */
function withoutDirectives(level, log, handle) {
  if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
}

function toKebab(name) {
  return name.replace(/[a-z](?=[A-Z])/g, "$&-").toLowerCase();
}
