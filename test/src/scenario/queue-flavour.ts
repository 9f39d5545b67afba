/**
 * The queue between Reflector and Indexer: client-go's DeltaFIFO, its queue that keeps every event, and the same with
 * lists applied at once.
 */
export type QueueFlavour = "delta" | "real" | "real-atomic";
