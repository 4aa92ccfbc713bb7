/** Processor time that this thread takes for some work, ms: what else the machine does at the time adds nothing to it. */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
