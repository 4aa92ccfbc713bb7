// npm runs scripts through a shell, and a signal for npm ends that shell without reaching us: who loses its npm ends as if it had been told itself.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
}
