/** Ends a switch over a closed union: a missing case is a compile error, a wrong value at run time a thrown bug. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
