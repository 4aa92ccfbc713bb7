import { randomUUID } from 'node:crypto'
import { AppFailure, failure, success, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { MediaHostView } from '../../../shared/model/media-host.ts'
import { readBucket, refusal } from '../../media-host/bucket.ts'
import type { BucketKeys } from '../../media-host/client.ts'
import { testBucket, type ConnectBucket } from '../../media-host/test-bucket.ts'
import type { Store } from '../../store/open-database.ts'
import { listMediaHosts, saveMediaHosts, type KeptMediaHost } from '../../store/tables/media-hosts.ts'
import type { HostHealth } from './host-health.ts'
import type { HostKeys } from './host-keys.ts'

export type MediaHostDependencies = {
  readonly store: Store
  readonly keys: HostKeys
  readonly connect: ConnectBucket
  readonly health: HostHealth
  /** A host was given up: what is left on it may be due. */
  readonly onRetired: () => void
}

/** The person's media hosts: only one that was tested is kept, and its keys never come back out. */
export function createMediaHosts({ store, keys, connect, health, onRetired }: MediaHostDependencies) {
  const find = (place: string): KeptMediaHost | undefined => store.read(listMediaHosts).find((host) => host.place === place)

  const viewOf = (host: KeptMediaHost): MediaHostView => MediaHostView.parse({ ...host, seen: health.of(host.id) })

  /** The keys that were typed, or where none were those that are kept. Throws where one is missing. */
  const keysOf = async (input: ParsedInput<'mediaHost.save'>): Promise<BucketKeys> => {
    const host = find(input.place)
    const kept = host === undefined ? null : await keys.read(host.id)
    const accessKeyId = input.accessKeyId === null ? kept?.accessKeyId : input.accessKeyId.trim()
    const secretAccessKey = input.secretAccessKey === null ? kept?.secretAccessKey : input.secretAccessKey.trim()
    if (accessKeyId === undefined || accessKeyId === '') throw refusal('accessKeyId', 'media-host-keys-missing')
    if (secretAccessKey === undefined || secretAccessKey === '') throw refusal('secretAccessKey', 'media-host-keys-missing')
    return { accessKeyId, secretAccessKey }
  }

  return {
    list: (): Result<Output<'mediaHost.list'>> =>
      success(store.read(listMediaHosts).flatMap((host) => (host.place === 'retired' ? [] : [viewOf(host)]))),

    /** Tests it first; nothing is kept of one that does not work. */
    save: (input: ParsedInput<'mediaHost.save'>): Promise<Result<Output<'mediaHost.save'>>> =>
      answer(async () => {
        const typed = readBucket(input)
        const given = await keysOf(input)
        const bucket = await testBucket(connect, typed, input.style, given)
        const before = find(input.place)
        // What lies in another bucket is removed with the keys of that one.
        const isSame = before !== undefined && before.endpoint === bucket.endpoint && before.name === bucket.name
        const host: KeptMediaHost = { ...bucket, id: isSame ? before.id : randomUUID(), place: input.place, chosenStyle: input.style }
        await keys.write(host.id, given)
        store.writeDurably((db) => {
          const others = listMediaHosts(db).filter(({ id }) => id !== host.id)
          saveMediaHosts(db, [...others.map((one) => (one.place === input.place ? retired(one) : one)), host])
        })
        health.note(host.id, null)
        if (before !== undefined && !isSame) onRetired()
        return viewOf(host)
      }),

    test: ({ place }: ParsedInput<'mediaHost.test'>): Promise<Result<Output<'mediaHost.test'>>> =>
      answer(async () => {
        const host = find(place)
        if (host === undefined) throw new AppFailure({ kind: 'conflict', message: null })
        try {
          const known = await keys.read(host.id)
          if (known === null) throw refusal('accessKeyId', 'media-host-keys-missing')
          await testBucket(connect, host, host.style, known)
          health.note(host.id, null)
        } catch (cause) {
          if (cause instanceof AppFailure) health.note(host.id, cause.error)
          throw cause
        }
        return {}
      }),

    /** Its keys go when nothing of Chirp's is left there. The fallback takes the place of the first. */
    remove: ({ place }: ParsedInput<'mediaHost.remove'>): Result<Output<'mediaHost.remove'>> => {
      store.writeDurably((db) =>
        saveMediaHosts(
          db,
          listMediaHosts(db).map((host) => {
            if (host.place === place) return retired(host)
            return place === 'first' && host.place === 'fallback' ? { ...host, place: 'first' } : host
          }),
        ),
      )
      onRetired()
      return success({})
    },
  }
}

export type MediaHosts = ReturnType<typeof createMediaHosts>

function retired(host: KeptMediaHost): KeptMediaHost {
  return { ...host, place: 'retired' }
}

async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work())
  } catch (error) {
    if (error instanceof AppFailure) return failure(error.error)
    throw error
  }
}
