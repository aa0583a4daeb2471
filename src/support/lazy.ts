/**
 * What is made when it is first asked for. All schemas together would take a fifth of the time it takes to import the
 * package, and three megabytes; a bot uses a few of them.
 */
export function lazy<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
