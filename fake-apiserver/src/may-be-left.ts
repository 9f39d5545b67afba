/** The promise itself: who asked for it and went on without waiting made no mistake when it rejects. */
export function mayBeLeft<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
