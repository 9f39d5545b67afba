import { expect, test } from "vitest";
import { featureGates, informerOptionsOf, readFeatureGates } from "./feature-gates.ts";

function read(variables: Record<string, string>) {
  const warnings: string[] = [];
  const gates = readFeatureGates(variables, (warning) => void warnings.push(warning));
  return { gates, warnings };
}

test("FG-1: a gate is read from its variable; what is no boolean is reported and ignored", () => {
  const { gates, warnings } = read({
    KUBE_FEATURE_WatchListClient: "false",
    KUBE_FEATURE_AtomicFIFO: "perhaps",
    KUBE_FEATURE_Unknown: "true",
  });

  expect(gates.WatchListClient).toBe(false);
  expect(gates.AtomicFIFO).toBe(true);
  expect(warnings).toEqual([
    "KUBE_FEATURE_AtomicFIFO=perhaps is no boolean (true or false); true is used",
  ]);
});

test("FG-2: a locked gate ignores a value that differs from its default, and says so", () => {
  const { gates, warnings } = read({ KUBE_FEATURE_InOrderInformers: "0" });

  expect(gates.InOrderInformers).toBe(true);
  expect(warnings).toEqual([
    "KUBE_FEATURE_InOrderInformers=0 is ignored: the gate is locked to true",
  ]);
  expect(read({ KUBE_FEATURE_InOrderInformers: "true" }).warnings).toEqual([]);
});

test("FG-3: by default all gates of 0.37 are on, and only the order of informers is locked", () => {
  expect(Object.values(read({}).gates).every((isOn) => isOn)).toBe(true);
  expect(
    Object.entries(featureGates)
      .filter(([, gate]) => gate.isLocked)
      .map(([name]) => name),
  ).toEqual(["InOrderInformers"]);
});

test("FG-4: three queues follow from the gates, each with or without streaming lists", () => {
  const { gates } = read({});

  expect(informerOptionsOf(gates)).toEqual({ queue: "real-atomic", useWatchList: true });
  expect(informerOptionsOf({ ...gates, AtomicFIFO: false, WatchListClient: false })).toEqual({
    queue: "real",
    useWatchList: false,
  });
  expect(informerOptionsOf({ ...gates, InOrderInformers: false }).queue).toBe("delta");
});

test("FG-5: the unlocking gate alone changes nothing", () => {
  const { gates } = read({ KUBE_FEATURE_AtomicFIFO: "false" });

  expect(informerOptionsOf({ ...gates, UnlockWhileProcessingFIFO: false })).toEqual(
    informerOptionsOf(gates),
  );
});
