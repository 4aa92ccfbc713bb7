import type { Account } from '../../../../shared/model/account.ts'

/** Pictures that cameras and phones make; Chirp turns them into what a network takes. */
const CONVERTED = ['image/heic', 'image/heif', 'image/avif', '.heic', '.heif', '.avif']

/** What the system's window for choosing files offers: all that some target takes, and pictures Chirp can turn into that. */
export function acceptedFiles(targets: readonly Account[]): string {
  const taken = targets.flatMap(({ capabilities }) => [
    ...(capabilities.images === null ? [] : [...capabilities.images.mimeTypes, ...CONVERTED]),
    ...(capabilities.video?.mimeTypes ?? []),
  ])
  return taken.length === 0 ? 'image/*,video/*' : [...new Set(taken)].join(',')
}
