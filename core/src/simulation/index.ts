export { type Choice, fifoChoice, randomChoice } from "./choice.ts";
export { Simulation, type SimulationOptions } from "./simulation.ts";
