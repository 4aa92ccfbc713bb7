import { encodePng } from '../seed/png.ts'
import type { WorldAccount, Visibility } from './types.ts'
import { addFile, findAccount, type World } from './world.ts'

/** What a new account may have; only the name is needed. With `domain` it lives on another server. */
export interface AccountDraft {
  readonly username: string
  readonly domain?: string | null
  readonly displayName?: string
  /** Markup. */
  readonly note?: string
  readonly email?: string
  readonly password?: string
  readonly locked?: boolean
  readonly bot?: boolean
  readonly createdAt?: number
  readonly fields?: readonly { readonly name: string; readonly value: string }[]
  readonly defaultVisibility?: Visibility
  readonly defaultSensitive?: boolean
  readonly defaultLanguage?: string | null
}

function hueOf(text: string): number {
  let hash = 0
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return hash
}

/** Makes an account with a face of its own colour. The password is `password` unless said otherwise. */
export function createAccount(world: World, draft: AccountDraft): WorldAccount {
  const domain = draft.domain ?? null
  if (findAccount(world, domain === null ? draft.username : `${draft.username}@${domain}`) !== undefined)
    throw new Error(`There is a ${draft.username} already`)
  const createdAt = draft.createdAt ?? world.now() - 30 * 86_400_000
  const id = world.ids.timed(createdAt)
  const root = domain === null ? world.base : `https://${domain}`
  const hue = hueOf(`${draft.username}@${domain ?? ''}`)
  const account: WorldAccount = {
    id,
    username: draft.username,
    domain,
    createdAt,
    uri: `${root}/users/${draft.username}`,
    url: `${root}/@${draft.username}`,
    displayName: draft.displayName ?? draft.username,
    note: draft.note ?? `<p>I am ${draft.username}.</p>`,
    email: draft.email ?? `${draft.username}@mail.example`,
    password: draft.password ?? 'password',
    locked: draft.locked ?? (domain === null && world.variant.lockedFollows),
    bot: draft.bot ?? false,
    avatarUrl: addFile(world, `avatars/${id}.png`, { bytes: encodePng(48, 48, { hue, pattern: 'rings' }), contentType: 'image/png' }),
    headerUrl: addFile(world, `headers/${id}.png`, { bytes: encodePng(150, 50, { hue, pattern: 'slope' }), contentType: 'image/png' }),
    fields: [...(draft.fields ?? [])],
    defaultVisibility: draft.defaultVisibility ?? 'public',
    defaultSensitive: draft.defaultSensitive ?? false,
    defaultLanguage: draft.defaultLanguage ?? null,
  }
  world.accounts.set(id, account)
  return account
}

/** The account meant, made first when it is of another server and unknown here. */
export function ensureRemoteAccount(
  world: World,
  author: { readonly username: string; readonly domain: string; readonly displayName?: string },
): WorldAccount {
  return findAccount(world, `${author.username}@${author.domain}`) ?? createAccount(world, author)
}
