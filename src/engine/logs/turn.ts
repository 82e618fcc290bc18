const waiting: (() => void)[] = [];

/** Resolves for one at each turn of the event loop: whatever else has come is attended to between the pages of many who follow logs. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });
}

function next(): void {
  waiting.shift()!();
  if (waiting.length) setImmediate(next);
}
