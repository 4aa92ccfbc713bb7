import { randomBytes } from 'node:crypto'

/** Makes ids for what only exists here: a prefix that says what it is, and 80 bits of chance. */
export type NewLocalId = (prefix: 'draft' | 'seg' | 'med' | 'run' | 'out' | 'upl') => string

export const newLocalId: NewLocalId = (prefix) => `${prefix}_${randomBytes(10).toString('hex')}`
