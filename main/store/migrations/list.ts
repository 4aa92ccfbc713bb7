import { migration0001 } from './0001-initial.ts'
import { migration0002 } from './0002-publishing.ts'
import { migration0003 } from './0003-search.ts'
import { migration0004 } from './0004-merge.ts'
import { migration0005 } from './0005-same-post.ts'
import { migration0006 } from './0006-mutes.ts'
import { migration0007 } from './0007-inbox.ts'
import { migration0008 } from './0008-stream-places.ts'
import { migration0009 } from './0009-remote-ids.ts'
import { migration0010 } from './0010-views.ts'
import { migration0011 } from './0011-search-merges.ts'
import { migration0012 } from './0012-spending.ts'
import { migration0013 } from './0013-quiet-indexes.ts'
import { migration0014 } from './0014-hosted-files.ts'
import { migration0015 } from './0015-account-health.ts'
import { migration0016 } from './0016-seen-by-post.ts'
import { migration0017 } from './0017-seen-later.ts'
import { migration0018 } from './0018-placed-at-once.ts'

/** One step of the schema. Runs in a transaction of its own; a shipped one is never edited. */
export type Migration = { readonly number: number; readonly name: string; readonly sql: string }

/** All steps in order, numbered from 1 without holes. */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
  migration0012,
  migration0013,
  migration0014,
  migration0015,
  migration0016,
  migration0017,
  migration0018,
]
