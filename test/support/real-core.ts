import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlatformConnector, SignedIn } from '../../main/connectors/connector.ts'
import { createCore, type Core } from '../../main/core/create-core.ts'
import type { SecretStore } from '../../main/core/ports.ts'
import type { Result } from '../../shared/errors.ts'
import type { Draft, DraftContent } from '../../shared/model/draft.ts'
import type { OutboxItem } from '../../shared/model/outbox-item.ts'

/** Chirp's whole core over a folder of its own, for real servers: no window, no other host. */
export type RealCore = {
  readonly services: Core['services']
  /** Takes up an account that has signed in; answers its id. */
  signIn(connector: PlatformConnector, signedIn: SignedIn): Promise<string>
  /** Reads everything of an account now, so that what is on its network is stored. */
  read(accountId: string): Promise<void>
  /** Changes the one post of a draft, or its options. */
  write(draft: Draft, changes: Partial<DraftContent> & { readonly text?: string; readonly scheduledAt?: number }): Draft
  /** Presses Post and waits until nothing of it is under way; answers what became of it. */
  publish(draft: Draft): Promise<readonly OutboxItem[]>
  items(runId: string): readonly OutboxItem[]
  /** Removed when it is closed. */
  readonly dataDirectory: string
  /** The clock was moved: has the outbox look what is due, which its timers do not know. */
  look(accountId: string): void
  /** Waits until what was deleted is deleted on its network. */
  untilDeleted(isThere: () => boolean | Promise<boolean>): Promise<void>
  close(): Promise<void>
}

/** `isOnline`: what the machine says of its network. */
export function startRealCore(
  connectors: readonly PlatformConnector[],
  clock: () => number = Date.now,
  isOnline: () => boolean = () => true,
): Promise<RealCore> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'chirp-core-'))
  const values = new Map<string, string>()
  const secrets: SecretStore = {
    read: (name) => Promise.resolve(values.get(name) ?? null),
    write: (name, value) => Promise.resolve(void values.set(name, value)),
    remove: (name) => Promise.resolve(void values.delete(name)),
    protection: 'plain',
  }
  return createCore({
    dataDirectory,
    host: 'headless',
    secrets,
    shell: { notify: () => undefined, isOnline },
    connectors,
    clock,
  }).then((core) => {
    const { services } = core
    core.start()
    need(services.settings.set({ undoSeconds: 0 }))
    const items = (runId: string): readonly OutboxItem[] => need(services.outbox.list()).find(({ id }) => id === runId)?.items ?? []
    return {
      services,
      signIn: (connector, signedIn) =>
        services.accounts.admit(connector.manifest.platform, connector.manifest.authMethods[0]?.id ?? '', signedIn),
      read: async (accountId) => void need(await services.app.refresh({ accountId })),
      write: (draft, { text, scheduledAt, ...changes }) => {
        const content = { ...draft.content, ...changes }
        const [first, ...others] = content.segments
        const segments = first === undefined || text === undefined ? content.segments : [{ ...first, text }, ...others]
        const options = scheduledAt === undefined ? draft.options : { ...draft.options, scheduledAt }
        const { id, revision, targets } = draft
        return need(services.drafts.save({ id, revision, content: { ...content, segments }, targets, options }))
      },
      publish: async ({ id, revision }) => {
        const { runId } = need(services.publishing.publish({ draftId: id, revision }))
        await until(() => items(runId).every(({ status }) => status !== 'sending' && !(status === 'waiting' && isMoving(items(runId)))))
        return items(runId)
      },
      items,
      dataDirectory,
      look: (accountId) => {
        for (const paused of [true, false]) need(services.accounts.setPaused({ accountId, paused }))
      },
      untilDeleted: (isThere) => until(async () => !(await isThere())),
      close: async () => {
        await core.close()
        rmSync(dataDirectory, { recursive: true, force: true })
      },
    }
  })
}

/** Something that goes on by itself within moments. */
function isMoving(items: readonly OutboxItem[]): boolean {
  return items.some(({ state, waitReason }) => state !== 'held' && waitReason !== 'scheduled')
}

/** Waits for something that becomes true by itself; fails after 20 s. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; ; await new Promise((passed) => setTimeout(passed, 50))) {
    if (await isSo()) return
    if (Date.now() > end) throw new Error(`It did not come about: ${isSo.toString()}`)
  }
}

/** The value of a result that must be a success. */
export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Failed: ${JSON.stringify(result.error)}`)
  return result.value
}
