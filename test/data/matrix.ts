import { fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildChild } from '../support/core-process/build-child.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import type { FromDataChild, Phase, ToldDraft } from './messages.ts'
import { phases } from './messages.ts'
import { writeOlderFile } from './older-file.ts'
import { judgeData } from './verdict.ts'

export type DataMatrixOptions = { readonly runs: number; readonly seed: number; readonly say: (line: string) => void }

export type DataMatrixResult = {
  /** Processes that were killed. */
  runs: number
  /** Runs after which the database was not whole. */
  broken: number
  /** Posts that a cursor says were read and that were not there. */
  ahead: number
  /** Drafts that were on the disk and were not there. */
  lost: number
  readonly wrong: string[]
}

/** After so many runs everything must have been done. */
const ALL_PHASES_AFTER = 50
/** A folder is used for so many runs: it grows. */
const RUNS_A_FOLDER = 15
/** From the moment the process opens the database, ms: all that it does for the first time takes longer than a step of it later. */
const LONGEST_MS: Readonly<Record<Phase, number>> = { sync: 1_000, prune: 1_500, migration: 400, backup: 1_000, restore: 1_200 }

/** One data folder and the drafts that have to be in it. */
type Folder = { readonly directory: string; readonly drafts: Map<string, ToldDraft>; runs: number }

/** Kills a process at any moment while it reads, forgets, migrates, backs up or restores, and looks what the next start has. */
export async function dataMatrix({ runs, seed, say }: DataMatrixOptions): Promise<DataMatrixResult> {
  const chance = seeded(seed)
  const result: DataMatrixResult = { runs: 0, broken: 0, ahead: 0, lost: 0, wrong: [] }
  using program = await buildChild(join(import.meta.dirname, 'child.ts'))
  const root = mkdtempSync(join(tmpdir(), 'chirp-data-proof-'))
  const older = join(root, 'older.sqlite')
  const olderDrafts = writeOlderFile(older)
  const folders = new Map<Phase, Folder>()
  const done = new Map<Phase, number>()
  try {
    for (let run = 0; run < runs; run++) {
      const phase = phases[run % phases.length] ?? 'sync'
      const folder = folderOf(folders, root, phase)
      if (phase === 'migration') {
        mkdirSync(folder.directory, { recursive: true })
        copyFileSync(older, join(folder.directory, 'chirp.sqlite'))
        for (const draft of olderDrafts) folder.drafts.set(draft.id, draft)
      }
      const { said, done: didIt } = await killed(program.path, folder, phase, chance, seed * 1000 + run)
      done.set(phase, (done.get(phase) ?? 0) + didIt)
      const verdict = await judgeData(folder.directory, [...folder.drafts.values()])
      result.runs++
      result.broken += verdict.broken.length > 0 ? 1 : 0
      result.ahead += verdict.ahead.length
      result.lost += verdict.lost.length
      for (const [what, list] of Object.entries(verdict)) {
        if (list.length > 0) result.wrong.push(`${run} ${phase}: ${what}: ${list.slice(0, 5).join('; ')}`)
      }
      say(`${run} ${phase}: killed ${said}; ${folder.drafts.size} drafts`)
    }
    // A proof in which something was never done proves nothing of it.
    if (runs >= ALL_PHASES_AFTER)
      result.wrong.push(...phases.filter((phase) => (done.get(phase) ?? 0) === 0).map((phase) => `never done: ${phase}`))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  return result
}

function folderOf(folders: Map<Phase, Folder>, root: string, phase: Phase): Folder {
  const known = folders.get(phase)
  // Each older file is brought up to date once.
  if (known !== undefined && known.runs < RUNS_A_FOLDER && phase !== 'migration') {
    known.runs++
    return known
  }
  if (known !== undefined) rmSync(known.directory, { recursive: true, force: true })
  const folder: Folder = { directory: mkdtempSync(join(root, `${phase}-`)), drafts: new Map(), runs: 1 }
  folders.set(phase, folder)
  return folder
}

/**
 * Ends the process some time after it began to open the database; says when, and how often it had done what it does. Rejects where it ended by
 * itself.
 */
async function killed(
  program: string,
  folder: Folder,
  phase: Phase,
  chance: Chance,
  seed: number,
): Promise<{ readonly said: string; readonly done: number }> {
  const child = fork(program, [folder.directory, phase, String(seed)], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], execArgv: [] })
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const afterMs = Math.round(LONGEST_MS[phase] * chance.next() ** 1.5)
  const fate = { state: 'before it opened', isOurs: false, done: 0 }
  let timer: NodeJS.Timeout | undefined
  child.on('message', (message: FromDataChild) => {
    switch (message.kind) {
      case 'opening':
        fate.state = 'while it opened'
        timer = setTimeout(() => {
          fate.isOurs = true
          child.kill('SIGKILL')
        }, afterMs)
        break
      case 'ready':
        fate.state = 'at work'
        break
      case 'did':
        fate.done++
        break
      case 'draft':
        folder.drafts.set(message.id, { id: message.id, revision: message.revision, text: message.text })
        break
    }
  })
  await once(child, 'exit')
  clearTimeout(timer)
  if (!fate.isOurs) throw new Error(`The process ended by itself (${phase}): ${complaints}`)
  return { said: `${fate.state}, after ${afterMs} ms, ${fate.done} times done`, done: fate.done }
}
