/** Receives what the node receives, and a context; what it returns is the node's output. */
export default async ({ orders }, { log, progress, settings, signal }) => {
  const sums = {};
  for (const [index, { customer, amount }] of orders.entries()) {
    signal.throwIfAborted();
    if (typeof amount !== 'number')
      throw Object.assign(new Error(`${customer} has no amount`), { kind: 'bad-order', retryable: false });
    sums[customer] = (sums[customer] ?? 0) + amount;
    progress(`order ${index + 1}`, (index + 1) / orders.length);
  }
  log(`${Object.keys(sums).length} customers`);
  return { currency: settings.currency, sums };
};
