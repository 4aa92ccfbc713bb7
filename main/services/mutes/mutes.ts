import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { MuteSubject } from '../../../shared/model/mute-rule.ts'
import { mutedTextProblem, saidSubject } from '../../../shared/mute/matcher.ts'
import type { Clock } from '../../core/ports.ts'
import { searchForMutes } from '../../store/mutes/match-posts.ts'
import { addMuteRule, changeMuteRule, getMuteRule, listMuteRules, removeMuteRule } from '../../store/mutes/rules.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { findAuthorByHandle, getAuthor } from '../../store/tables/authors.ts'

export type MutesDependencies = {
  readonly store: Store
  readonly clock: Clock
  /** Rules changed: whoever looks through older posts, and waits for rules to end, may look. */
  readonly onChanged: () => void
}

/** Posts looked through at once for a new rule: what is on the screen is among them. */
const AT_ONCE = 300
/** So many rules at most: each is held against every post. */
const MOST_RULES = 500

const gone: AppError = { kind: 'conflict', message: null }

function refused(field: string, code: string): AppError {
  return { kind: 'invalid-input', issues: [{ field, code, values: {} }] }
}

type Named = ParsedInput<'mutes.save'>['subject']

/** What the person mutes and muffles. */
export function createMutes({ store, clock, onChanged }: MutesDependencies) {
  return {
    list: (): Result<Output<'mutes.list'>> => success(store.read((db) => listMuteRules(db))),

    save: ({ id, subject: named, ...rest }: ParsedInput<'mutes.save'>): Result<Output<'mutes.save'>> => {
      const now = clock()
      if (rest.until !== null && rest.until <= now) return failure(refused('until', 'mute-over'))
      const result = store.write((db): Result<Output<'mutes.save'>> => {
        if (rest.accountId !== null && !listAccounts(db).some((account) => account.id === rest.accountId)) return failure(gone)
        const subject = toSubject(db, named)
        if (!subject.ok) return subject
        const rule = { subject: subject.value, ...rest }
        if (id === null && listMuteRules(db).length >= MOST_RULES) return failure(refused('subject', 'mute-too-many'))
        const saved = id === null ? addMuteRule(db, rule, now) : changeMuteRule(db, id, rule) ? id : null
        if (saved === null) return failure(gone)
        searchForMutes(db, AT_ONCE)
        const stored = getMuteRule(db, saved)
        return stored === null ? failure(gone) : success(stored)
      })
      if (result.ok) onChanged()
      return result
    },

    remove: ({ id }: ParsedInput<'mutes.remove'>): Result<Output<'mutes.remove'>> => {
      // That it is gone already is what was wanted.
      store.write((db) => removeMuteRule(db, id))
      onChanged()
      return success({})
    },
  }
}

export type Mutes = ReturnType<typeof createMutes>

/** What was named, as it is stored: people by who they are, words that are a tag as one. */
function toSubject(db: ReadableDatabase, named: Named): Result<MuteSubject> {
  if (named.kind === 'words' || named.kind === 'tag') {
    const subject = saidSubject(named.kind === 'words' ? named.text : `#${named.tag.replace(/^[#＃]/u, '')}`)
    const problem = mutedTextProblem(subject)
    return problem === null ? success(subject) : failure(refused('subject', problem))
  }
  if (named.authorId === null && named.handle === null) return success({ kind: 'reposts', authorId: null, handle: null })
  const author = named.authorId === null ? findAuthorByHandle(db, named.handle ?? '') : getAuthor(db, named.authorId)
  if (author === null) return failure(refused('subject', 'mute-nobody'))
  if (listAccounts(db).some((account) => account.authorId === author.id)) return failure(refused('subject', 'mute-own'))
  return success({ kind: named.kind, authorId: author.id, handle: author.handle })
}
