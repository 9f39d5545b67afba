// The dependency rule: which package may import which, and which layer of a package which.

const packages = ["core", "fake-apiserver", "test", "visualizer", "site"];

/** What each package may import of ours. */
const mayImport = {
  core: [],
  "fake-apiserver": ["core"],
  test: ["core", "fake-apiserver"],
  visualizer: ["core"],
  site: ["core", "fake-apiserver", "test", "visualizer"],
};

/** Folders of a package's src, lowest first: each may import those before it and itself. */
const layers = {
  core: [
    ["environment", "api", "trace"],
    ["source", "queue", "cache"],
    ["reflector"],
    ["handlers"],
    ["informer"],
    ["factory"],
    ["client"],
    ["workqueue"],
    ["reconcile"],
    ["metrics"],
    ["leader", "events"],
    ["simulation"],
    ["system"],
    ["client-node"],
  ],
  // The way of a body, from its bytes to the log.
  "fake-apiserver": [
    ["codec"],
    ["regexp"],
    ["cel"],
    ["schema"],
    ["kinds"],
    ["admission"],
    ["storage"],
  ],
  visualizer: [
    ["trace"],
    ["model/world"],
    ["model/timeline"],
    ["model/claims", "model/reasons", "model/runs", "model/readers"],
    ["layout/marks", "layout/timeline"],
    ["layout/lanes"],
    ["layout/stage"],
    ["layout/motion"],
    ["strip"],
    ["render"],
    ["controls"],
    ["element/state"],
    ["element/moment"],
    ["element/parts", "element/around"],
    ["element"],
  ],
};

const packageRules = packages.flatMap((from) => {
  const forbidden = packages.filter((to) => to !== from && !mayImport[from].includes(to));
  // A rule without paths would forbid everything.
  if (forbidden.length === 0) return [];
  return {
    name: `${from}-imports-only-${mayImport[from].join("-and-") || "itself"}`,
    severity: "error",
    from: { path: `^${from}/` },
    to: { path: forbidden.flatMap((to) => [`^${to}/(src|dist)/`, `^@informerlab/${to}(/|$)`]) },
  };
});

const layerRules = Object.entries(layers).flatMap(([name, ranks]) =>
  ranks.slice(0, -1).map((rank, index) => ({
    name: `${name}-${rank.join("-").replaceAll("/", "-")}-imports-nothing-above`,
    severity: "error",
    from: { path: `^${name}/src/(${rank.join("|")})/`, pathNot: "[.]test[.]ts$" },
    to: {
      path: `^${name}/src/(${ranks
        .slice(index + 1)
        .flat()
        .join("|")})/`,
      // A room in a room stands below what is around it.
      pathNot: `^${name}/src/(${ranks
        .slice(0, index + 1)
        .flat()
        .join("|")})/`,
    },
  })),
);

export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "packages-by-name",
      comment: "Another package is imported by its name, never by a path into its folder.",
      severity: "error",
      from: { path: "^([^/]+)/src/" },
      to: {
        dependencyTypes: ["local"],
        path: "^(core|fake-apiserver|test|visualizer)/",
        pathNot: "^$1/",
      },
    },
    {
      name: "visualizer-takes-types-of-core",
      comment: "The picture is a reader of traces: of core it knows the trace's types.",
      severity: "error",
      from: { path: "^visualizer/src/", pathNot: "[.]test[.]ts$" },
      to: { path: "^core/", pathNot: "^core/src/trace/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "entries-are-for-others",
      comment: "Inside a package a file imports what it needs, not the package's entry.",
      severity: "error",
      from: { path: "^([^/]+)/src/", pathNot: "([.]test(-d)?[.]ts|/cli[.]ts|/node/.*)$" },
      to: { path: "^$1/src/index[.]ts$" },
    },
    ...packageRules,
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsConfig: { fileName: "scripts/lint/tsconfig.layers.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["@informerlab/source", "node", "import", "types", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
    cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "metadata" },
  },
};
