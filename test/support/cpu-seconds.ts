/** Processor time of this process during `work`: unlike the clock on the wall it hardly depends on who else is busy on the machine. */
export function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
