// The one door to every command of this workspace. Plain JavaScript, so that Node 20 can read it:
// it brings in the packages when needed and hands over to the newer Node among them.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundledServer } from "./bundle.mjs";
import { installPackages } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const condition = "--conditions=@informerlab/source";
const compileCache = `--import=${pathToFileURL(join(root, "scripts", "compile-cache.mjs")).href}`;

/** Its files lie where they say: to follow their paths, name by name, was enough to have that compiled at its best, and 5 MB. */
const bundleFlags = ["--preserve-symlinks", "--preserve-symlinks-main"];

/** `installs`: brings in the packages whenever they changed; the others do so where there are none, and start at once where there are. `bundle`: the target in a few files, which start faster. `help`: printed here, before anything is installed. */
const commands = {
  start: {
    target: "scripts/start.ts",
    installs: true,
    about: "install, build, serve the site with a fake apiserver behind it",
    help: `Usage: npm start [-- options]

Installs what is missing, builds the site, serves it with a fake apiserver
behind it, and prints where both are. Ctrl-C ends both.

  --port N       port of the site (default 4321)
  --api-port N   port of the fake apiserver (default 16443)
  --host ADDR    address both listen on (default 127.0.0.1)
  --rebuild      build the site even if nothing changed
  --follow FROM  show the trace that another program writes, a file or an
                 http address, on the live page
  -h, --help     show this text`,
  },
  test: {
    target: "scripts/test.ts",
    installs: true,
    about: "install, run every check; last line: `N passed, M failed`",
  },
  check: {
    target: "scripts/test.ts",
    installs: true,
    about: "some of the checks: npm run check -- --only lint,types",
  },
  fix: {
    target: "scripts/fix.ts",
    installs: true,
    about: "format, and apply safe lint fixes",
    help: `Usage: npm run fix [-- PATH…]

Formats the given paths (default: everything) and applies the linter's safe
fixes.`,
  },
  "fake-apiserver": {
    target: "fake-apiserver/src/transports/node/cli.ts",
    bundle: bundledServer,
    about: "an apiserver in memory for kubectl, helm and all clients",
  },
  conformance: {
    target: "test/src/conformance/cli.ts",
    about: "play golden vectors of client-go against this informer",
  },
  chaos: {
    target: "test/src/campaign/cli.ts",
    about: "random scenarios with faults, judged by the invariants",
  },
  scenario: { target: "test/src/scenario/cli.ts", about: "run one scenario file" },
  lesson: {
    target: "site/src/lessons/cli.ts",
    about: "what a lesson's folder lacks, one line each",
  },
  bench: { target: "test/bench/cli.ts", about: "every benchmark, ours beside its peers" },
  soak: {
    target: "test/soak/cli.ts",
    about: "a controller under rolling faults, for as long as wanted",
  },
  survival: {
    target: "test/foreign/cli.ts",
    about: "informers of other clients under the same faults",
  },
  fuzz: {
    target: "test/suites/fuzz/cli.ts",
    about: "whatever can be sent to the fake apiserver",
  },
};

const checksHelp = `Usage: npm test [-- options]
       npm run check -- [options]

Runs every check of the workspace, one line each. The output of a check is shown
when it fails and kept in node_modules/.cache/informerlab/logs. The last line is
\`N passed, M failed\`.

  --only STEP[,STEP]   only these steps (--list names them)
  --skip STEP[,STEP]   all but these steps
  --update             accept changes of the public API: rewrite
                       <package>/api/*.api.md
  --list               name the steps and end
  -h, --help           show this text`;
commands.test.help = checksHelp;
commands.check.help = checksHelp;

await main(process.argv.slice(2));

async function main([name, ...args]) {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    fail(`Node 20 or newer is needed to start; this is ${process.versions.node}.`);
  }
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(overview());
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    fail(`There is no command "${name}". Known: ${Object.keys(commands).join(", ")}.`);
  }
  if (command.help !== undefined && args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(command.help);
    return;
  }
  if (command.installs || nodeBinary() === undefined) {
    const problem = await installPackages(root);
    if (problem !== undefined) fail(problem);
  }
  const node = nodeBinary();
  if (node === undefined) {
    fail(`node_modules lacks its Node: delete ${join(root, "node_modules")} and run this again.`);
  }
  if (!existsSync(join(root, command.target))) {
    fail(`"${name}" has nothing to run: ${command.target} is missing from this checkout.`);
  }
  const bundle = await command.bundle?.(root, node);
  handOver(node, [
    "--disable-warning=ExperimentalWarning",
    ...(bundle === undefined
      ? [compileCache, condition, join(root, command.target)]
      : [...bundleFlags, bundle]),
    ...args,
  ]);
}

/** Node 24 from the packages, or the Node that runs this where it is new enough itself. */
function nodeBinary() {
  const file = process.platform === "win32" ? "node.exe" : "node";
  const packaged = join(root, "node_modules", "node", "bin", file);
  if (existsSync(packaged)) return packaged;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isNewEnough = major > 22 || (major === 22 && minor >= 19);
  return isNewEnough && existsSync(join(root, "node_modules", ".pnpm"))
    ? process.execPath
    : undefined;
}

/** Becomes the child as nearly as Node allows: same stdio, same signals, same end. */
function handOver(node, args) {
  const child = spawn(node, args, { stdio: "inherit" });
  // A terminal's Ctrl-C already reaches the child; passing it on twice would cut its goodbye short.
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  endWithNpm(child);
  child.on("error", (error) => fail(`Could not start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * npm passes a signal to the shell between it and us, and the shell keeps it to itself: a killed
 * `npm run` would leave its program running. Losing the parent is how we learn of it.
 */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 200);
  watch.unref();
}

function overview() {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { about }]) => `  ${name.padEnd(width)}  ${about}`,
  );
  return `Usage: npm run -s COMMAND -- [options]    (each has --help)\n\n${lines.join("\n")}`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
