import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { EVENT, INVOKE } from '../../shared/bridge/channels.ts'
import type { BridgeEvent } from '../../shared/bridge/events.ts'
import type { Result } from '../../shared/errors.ts'
import { isOwnPage } from './app-protocol.ts'

/** What a page is given. */
export type PageHost = {
  readonly invoke: (name: unknown, input: unknown) => Promise<Result<unknown>>
  readonly subscribe: (listener: (event: BridgeEvent) => void) => () => void
  readonly log: { warn(message: string, fields?: Readonly<Record<string, unknown>>): void }
}

/** The way to a page. */
export type PageLink = {
  /** Does one of the page's own actions in it, at once or as soon as the page listens. */
  readonly command: (name: string) => void
}

/** Whether a call comes from Chirp's own page: its address, its origin, in the window itself and not in a frame within it. */
export function isFromOwnPage({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  // It is null when the frame has gone meanwhile: then nobody waits for an answer either.
  return senderFrame?.parent === null && isOwnPage(senderFrame.url) && senderFrame.origin === 'app://chirp'
}

/**
 * The bridge of one window. It is bound to that window's contents and to no other; a call from anything but the own page is an error there
 * and does nothing here. Ends with the window.
 */
export function servePage(contents: WebContents, { invoke, subscribe, log }: PageHost): PageLink {
  /** Null once the page listens. Its first call tells: it is made after it has subscribed. */
  let waiting: BridgeEvent[] | null = []
  const send = (event: BridgeEvent): void => {
    if (!contents.isDestroyed() && isOwnPage(contents.getURL())) contents.send(EVENT, event)
  }
  contents.ipc.handle(INVOKE, (event, name: unknown, input: unknown) => {
    if (!isFromOwnPage(event)) {
      log.warn('A call from elsewhere than the own page was refused.')
      throw new Error('Chirp answers its own page only.')
    }
    const held = waiting
    waiting = null
    held?.forEach(send)
    return invoke(name, input)
  })
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) waiting ??= []
  })
  contents.once('destroyed', subscribe(send))
  return {
    command: (name) => {
      const event = { topic: 'command', name } as const
      if (waiting === null) send(event)
      else waiting.push(event)
    },
  }
}
