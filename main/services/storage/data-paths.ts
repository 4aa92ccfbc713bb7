import { join } from 'node:path'

/** Where what is kept lies below a data folder. */
export type DataPaths = {
  readonly database: string
  /** Files of drafts. */
  readonly media: string
  readonly backups: string
  /** Databases that were damaged. */
  readonly damaged: string
  /** Where exports go when nobody can be asked for a folder. */
  readonly exports: string
}

export function dataPaths(directory: string): DataPaths {
  return {
    database: join(directory, 'chirp.sqlite'),
    media: join(directory, 'media'),
    backups: join(directory, 'backups'),
    damaged: join(directory, 'damaged'),
    exports: join(directory, 'exports'),
  }
}
