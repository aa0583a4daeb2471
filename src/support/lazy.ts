/**
 * Makes a value on first use. Making all schemas at import would cost a fifth of the import time and three megabytes,
 * and a bot uses a few of them.
 */
export function lazy<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
