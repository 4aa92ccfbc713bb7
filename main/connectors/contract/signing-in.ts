import type { Author } from '../../../shared/model/author.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { ConnectorContext, SignInContext } from './context.ts'

/** One text field of a sign-in form; `name` is also its key below `signIn.fields` in `en.json`. */
export type SignInField = {
  readonly name: 'server' | 'handle' | 'password' | 'clientId' | 'clientSecret' | 'redirectUri'
  readonly secret: boolean
  readonly required: boolean
  readonly initial: string
  readonly placeholder: string
}

/**
 * What a person creates at a platform before they can sign in there: an app of their own. The sentences are shown as they are, in English like
 * the summary.
 */
export type AppSetup = {
  /** Address of the page where it is created. */
  readonly console: string
  /** What to do there, in order; `{redirect}` stands for the redirect address to register. */
  readonly steps: readonly string[]
  /** Every permission that is asked for, by the platform's own name, and what Chirp does with it. */
  readonly permissions: readonly { readonly name: string; readonly purpose: string }[]
  /** What the platform charges, in a sentence; null = nothing. */
  readonly costs: string | null
}

/** One way to sign in. `credentials` is typed here; `oauth` goes through the person's browser. */
export type AuthMethod = {
  readonly id: string
  readonly kind: 'credentials' | 'oauth'
  readonly fields: readonly SignInField[]
  /** The server can show a code to be pasted where no loopback redirect can work. */
  readonly pasteCode: boolean
  /** No loopback redirect can work (the platform wants an https address): what the browser comes back with always is pasted. */
  readonly pasteOnly?: boolean
  /** The ports that the loopback redirect may have, where the platform compares the whole address with what was registered. Absent: any. */
  readonly redirectPorts?: readonly number[]
  /** There where the person needs an app of their own. */
  readonly setup?: AppSetup
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

/** How an OAuth sign-in came back: the query of the redirect, or what the person pasted, the code or the whole address that the browser ended at. */
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

/** Keeping a session from ending unnoticed. */
export type Renewal = {
  /** When a stored session should be renewed, epoch ms; null = never, or it is not understood. */
  readonly dueAt: (session: unknown) => number | null
  /** Renews it if it still is due, once per account and with the new tokens written before they are used. */
  readonly renew: (context: ConnectorContext) => Promise<void>
}
