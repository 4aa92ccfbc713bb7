import type { Author } from '../../../shared/model/author.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { ConnectorContext, SignInContext } from './context.ts'

/** One text field of a sign-in form; `name` is also its key below `signIn.fields` in `en.json`. */
export type SignInField = {
  readonly name: 'server' | 'handle' | 'password'
  readonly secret: boolean
  readonly required: boolean
  readonly initial: string
  readonly placeholder: string
}

/** One way to sign in. `credentials` is typed here; `oauth` goes through the person's browser. */
export type AuthMethod = {
  readonly id: string
  readonly kind: 'credentials' | 'oauth'
  readonly fields: readonly SignInField[]
  /** The server can show a code to be pasted where no loopback redirect can work. */
  readonly pasteCode: boolean
}

/** The outcome of a sign-in. */
export type SignedIn = {
  readonly author: Author
  /** Origin. */
  readonly server: string
  readonly session: unknown
  readonly capabilities: PlatformCapabilities
}

/** A started OAuth sign-in. `pending` is JSON that `finish` needs, kept as a secret. */
export type OAuthStart = { readonly authorizeUrl: string; readonly pending: unknown }

/** How an OAuth sign-in came back: the query of the redirect, or a code the person pasted. */
export type OAuthReturn =
  { readonly kind: 'redirect'; readonly parameters: Readonly<Record<string, string>> } | { readonly kind: 'code'; readonly code: string }

export type Authenticate = {
  /** For methods of kind `credentials`. Rejects with `AppFailure`. */
  readonly signIn?: (context: SignInContext, method: string, fields: Readonly<Record<string, string>>) => Promise<SignedIn>
  /** For methods of kind `oauth`. `redirectUri` is null when the code is to be pasted. */
  readonly startOAuth?: (
    context: SignInContext,
    method: string,
    fields: Readonly<Record<string, string>>,
    redirectUri: string | null,
  ) => Promise<OAuthStart>
  readonly finishOAuth?: (context: SignInContext, method: string, pending: unknown, answer: OAuthReturn) => Promise<SignedIn>
  /** Tells the server that the tokens are no longer wanted; best effort. */
  readonly signOut?: (context: ConnectorContext) => Promise<void>
}
