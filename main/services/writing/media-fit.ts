import { failure, success, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { mediaRuleFor } from '../../../shared/compose/resolve-capabilities.ts'
import type { FittedFiles } from '../../outbox/media/fitted-files.ts'
import type { Store } from '../../store/open-database.ts'
import { getAccount } from '../../store/tables/accounts.ts'
import { getMediaFile } from '../../store/tables/media-files.ts'
import type { MediaAddress } from '../dependencies.ts'

export type MediaFitDependencies = {
  readonly store: Store
  readonly files: FittedFiles
  readonly mediaAddress: MediaAddress
  /** Ends what is being made when Chirp closes. */
  readonly closing: AbortSignal
}

export type MediaFitService = {
  readonly fit: (input: ParsedInput<'media.fit'>) => Promise<Result<Output<'media.fit'>>>
}

/** Shows what an account gets of an attached file. It is made for that, and is what will be sent. */
export function createMediaFit({ store, files, mediaAddress, closing }: MediaFitDependencies): MediaFitService {
  return {
    fit: async ({ sha256, accountId }) => {
      const { source, account } = store.read((db) => ({ source: getMediaFile(db, sha256), account: getAccount(db, accountId) }))
      if (source === null || account === null) return failure({ kind: 'post-not-found', message: null })
      const { mimeType, bytes, width, height } = source
      const refused = (code: string, values: Readonly<Record<string, string | number>>): Result<Output<'media.fit'>> => {
        const previewUrl = mediaAddress(`chirp-file:${sha256}`)
        return success({ as: 'refused', mimeType, bytes, width, height, previewUrl, changes: [], code, values: { ...values } })
      }
      const rule = mediaRuleFor(mimeType, account.capabilities)
      if (rule === null) return refused('media-not-offered', { mimeType })
      const fit = await files.fit(sha256, rule, closing)
      if (fit.kind === 'missing') return failure({ kind: 'post-not-found', message: null })
      if (fit.kind === 'refused') return refused(fit.code, fit.values)
      const { changes, ...file } = fit.file
      const previewUrl = mediaAddress(`chirp-file:${file.sha256}`)
      return success({
        as: changes.length === 0 ? 'kept' : 'fitted',
        mimeType: file.mimeType,
        bytes: file.bytes,
        width: file.width,
        height: file.height,
        previewUrl,
        changes: [...changes],
        code: null,
        values: {},
      })
    },
  }
}
