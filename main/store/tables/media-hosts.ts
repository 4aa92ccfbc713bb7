import { z } from 'zod'
import { MediaHost, MediaHostPlace } from '../../../shared/model/media-host.ts'
import { parseJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'

/** Beside the settings, under a name that is none of theirs: nothing but a tested host is to come in. */
const KEY = 'mediaHosts'

/** A media host as it is kept. `id` names its keys among the secrets; a `retired` one is there until its last file is removed. */
export const KeptMediaHost = MediaHost.extend({ id: z.string(), place: z.enum([...MediaHostPlace.options, 'retired']) })
export type KeptMediaHost = z.infer<typeof KeptMediaHost>

/** The media hosts in the order in which they are tried, and those that were given up. */
export function listMediaHosts(db: ReadableDatabase): readonly KeptMediaHost[] {
  const row = db.get<{ value: string }>('select value from setting where key = ?', KEY)
  const hosts = row === undefined ? null : parseJson(db, 'setting', KEY, row.value, z.array(KeptMediaHost))
  const order = KeptMediaHost.shape.place.options
  return (hosts ?? []).toSorted((a, b) => order.indexOf(a.place) - order.indexOf(b.place))
}

/** Whether there is a media host that files can be put on. */
export function hasMediaHost(db: ReadableDatabase): boolean {
  return listMediaHosts(db).some(({ place }) => place !== 'retired')
}

export function saveMediaHosts(db: WritableDatabase, hosts: readonly KeptMediaHost[]): void {
  db.run(
    'insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    KEY,
    JSON.stringify(hosts),
  )
  db.touch({ topic: 'settings' })
}
