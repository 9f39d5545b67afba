import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KubernetesObject } from "@informerlab/core";
import { kubectlProblem } from "@informerlab/tools/kubectl";
import { test as base, expect } from "vitest";
import { type KubectlLab, startKubectlLab } from "./kubectl-lab.ts";

const test = kubectlProblem() === undefined ? base : base.skip;

async function writeChart({ folder }: KubectlLab): Promise<string> {
  const chart = join(folder, "chart");
  await mkdir(join(chart, "templates"), { recursive: true });
  await writeFile(
    join(chart, "Chart.yaml"),
    "apiVersion: v2\nname: demo\nversion: 1.0.0\nappVersion: '1'\n",
  );
  await writeFile(join(chart, "values.yaml"), "greeting: hello\n");
  await writeFile(
    join(chart, "templates", "config.yaml"),
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}-config}\ndata: {greeting: {{ .Values.greeting }}}\n",
  );
  await writeFile(
    join(chart, "templates", "web.yaml"),
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}\n",
  );
  return chart;
}

test("helm installs, upgrades, rolls back and uninstalls a chart", async () => {
  await using lab = await startKubectlLab();
  const chart = await writeChart(lab);
  const greeting = () =>
    lab.cluster.get<KubernetesObject & { data: { greeting: string } }>(
      "configmaps",
      "shop/demo-config",
    )?.data.greeting;

  await lab.helm(["install", "demo", chart, "-n", "shop", "--create-namespace"]);
  const installed = greeting();
  await lab.helm(["upgrade", "demo", chart, "-n", "shop", "--set", "greeting=hi"]);
  const upgraded = greeting();
  await lab.helm(["rollback", "demo", "1", "-n", "shop"]);
  const rolledBack = greeting();
  const history = JSON.parse(
    await lab.helm(["history", "demo", "-n", "shop", "-o", "json"]),
  ) as object[];
  await lab.helm(["uninstall", "demo", "-n", "shop"]);

  expect([installed, upgraded, rolledBack]).toEqual(["hello", "hi", "hello"]);
  expect(history).toMatchObject([
    { revision: 1, status: "superseded" },
    { revision: 2, status: "superseded" },
    { revision: 3, status: "deployed" },
  ]);
  expect(greeting()).toBeUndefined();
  expect(lab.cluster.get("deployments.apps", "shop/web")).toBeUndefined();
});
