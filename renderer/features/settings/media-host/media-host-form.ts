import type { Input } from '../../../../shared/bridge/contract.ts'
import type { AppError } from '../../../../shared/errors.ts'
import type { BucketStyle, MediaHostPlace, MediaHostView } from '../../../../shared/model/media-host.ts'

export const TEXT_FIELDS = ['endpoint', 'region', 'bucket', 'accessKeyId', 'secretAccessKey', 'publicBase'] as const
export type TextField = (typeof TEXT_FIELDS)[number]

/** What stands in the form. */
export type HostValues = Readonly<Record<TextField, string>> & { readonly style: BucketStyle | 'auto' }

/** What the form begins with. Keys are never shown again. */
export function valuesOf(host: MediaHostView | undefined): HostValues {
  return {
    endpoint: host?.endpoint ?? '',
    region: host?.region ?? '',
    bucket: host?.name ?? '',
    accessKeyId: '',
    secretAccessKey: '',
    publicBase: host?.publicBase ?? '',
    style: host?.chosenStyle ?? 'auto',
  }
}

/** What is sent: a key that was left empty is the one that is kept, where there is one. */
export function inputOf(place: MediaHostPlace, values: HostValues, isKept: boolean): Input<'mediaHost.save'> {
  const key = (text: string): string | null => (text.trim() === '' && isKept ? null : text)
  const { style, accessKeyId, secretAccessKey, ...address } = values
  return { place, ...address, style: style === 'auto' ? null : style, accessKeyId: key(accessKeyId), secretAccessKey: key(secretAccessKey) }
}

/** The first field that has to be filled. */
export function missingField(values: HostValues, isKept: boolean): TextField | null {
  const needed = TEXT_FIELDS.filter(
    (field) => field !== 'publicBase' && !(isKept && (field === 'accessKeyId' || field === 'secretAccessKey')),
  )
  return needed.find((field) => values[field].trim() === '') ?? null
}

/** The field that a failure is about; null = none in particular. */
export function fieldOf(error: AppError): TextField | null {
  if (error.kind === 'platform-unavailable') return 'endpoint'
  if (error.kind !== 'invalid-input') return null
  return TEXT_FIELDS.find((field) => error.issues[0]?.field === field) ?? null
}

/** Where a host is, for a line of its own. */
export function addressOf({ endpoint, region }: MediaHostView): string {
  return `${URL.parse(endpoint)?.host ?? endpoint} · ${region}`
}
