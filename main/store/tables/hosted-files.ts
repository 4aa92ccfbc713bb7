import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A file on a media host, or one that may be there. */
export type HostedFile = {
  readonly name: string
  readonly hostId: string
  readonly state: 'putting' | 'there' | 'released'
  readonly url: string | null
  /** Epoch ms. */
  readonly dueAt: number
  readonly triedAt: number | null
  readonly tries: number
}

const COLUMNS = 'name, host_id as hostId, state, url, due_at as dueAt, tried_at as triedAt, tries'

/** Writes down a file that is about to be put, and when it has to be gone at the latest. */
export function addHostedFile(
  db: WritableDatabase,
  file: { readonly name: string; readonly hostId: string; readonly accountId: string; readonly sha256: string },
  dueAt: number,
): void {
  db.run(
    `insert into hosted_file (name, host_id, account_id, sha256, state, uses, due_at) values (?, ?, ?, ?, 'putting', 1, ?)`,
    file.name,
    file.hostId,
    file.accountId,
    file.sha256,
    dueAt,
  )
}

export function markHostedFileThere(db: WritableDatabase, name: string, url: string): void {
  db.run(`update hosted_file set state = 'there', url = ? where name = ?`, url, name)
}

/** A file of an account that is there and stays for as long as `until`, epoch ms. */
export function findHostedFile(
  db: ReadableDatabase,
  file: { readonly accountId: string; readonly sha256: string },
  until: number,
): HostedFile | null {
  return (
    db.get<HostedFile>(
      `select ${COLUMNS} from hosted_file where account_id = ? and sha256 = ? and state = 'there' and due_at > ? order by due_at desc limit 1`,
      file.accountId,
      file.sha256,
      until,
    ) ?? null
  )
}

/** One more counts on a file that is there. */
export function useHostedFile(db: WritableDatabase, name: string, dueAt: number): void {
  db.run('update hosted_file set uses = uses + 1, due_at = max(due_at, ?) where name = ?', dueAt, name)
}

/** One fewer counts on it: where nobody does any more it is due. */
export function releaseHostedFile(db: WritableDatabase, name: string, now: number): void {
  db.run('update hosted_file set uses = uses - 1 where name = ?', name)
  db.run(`update hosted_file set state = 'released', due_at = ? where name = ? and uses <= 0 and state <> 'released'`, now, name)
}

/** What an earlier process was just putting is waited for by nobody. */
export function releaseUnfinishedFiles(db: WritableDatabase, now: number): void {
  db.run(`update hosted_file set state = 'released', due_at = ? where state = 'putting'`, now)
}

/** Those that are due, the longest due first. */
export function dueHostedFiles(db: ReadableDatabase, now: number, limit: number): readonly HostedFile[] {
  return db.all<HostedFile>(`select ${COLUMNS} from hosted_file where due_at <= ? order by due_at limit ?`, now, limit)
}

/** When the next one is due, epoch ms; null = there is none. */
export function nextHostedFileDue(db: ReadableDatabase): number | null {
  return db.get<{ due: number | null }>('select min(due_at) as due from hosted_file')?.due ?? null
}

/** It could not be removed: it is not used any more, and tried again later. */
export function postponeHostedFile(db: WritableDatabase, name: string, now: number, dueAt: number): void {
  db.run(
    `update hosted_file set state = 'released', tried_at = coalesce(tried_at, ?), tries = tries + 1, due_at = ? where name = ?`,
    now,
    dueAt,
    name,
  )
}

export function removeHostedFile(db: WritableDatabase, name: string): void {
  db.run('delete from hosted_file where name = ?', name)
}

/** Whether anything of a host is still to be removed. */
export function hasHostedFiles(db: ReadableDatabase, hostId: string): boolean {
  return db.get('select 1 from hosted_file where host_id = ? limit 1', hostId) !== undefined
}
