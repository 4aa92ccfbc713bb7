import { chmodSync, renameSync, writeFileSync } from 'node:fs'

/** Writes a file so that a crash leaves the old or the new one, readable by its owner only. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.new`
  writeFileSync(temporary, text, { mode: 0o600, flush: true })
  // A left-over of an earlier crash keeps its own rights.
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
}
