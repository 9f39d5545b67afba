/** What `act` answers; errors made meanwhile carry no stack, which is most of what an error costs. */
export function withoutStacks<T>(act: () => T): T {
  // V8's own name, which no standard library declares.
  const before: unknown = Reflect.get(Error, "stackTraceLimit");
  Reflect.set(Error, "stackTraceLimit", 0);
  try {
    return act();
  } finally {
    Reflect.set(Error, "stackTraceLimit", before);
  }
}
