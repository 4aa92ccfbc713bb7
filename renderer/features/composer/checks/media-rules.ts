import { mediaKind, mediaRuleFor } from '../../../../shared/compose/resolve-capabilities.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { DraftMedia } from '../../../../shared/model/draft.ts'
import { countCodePoints } from '../../../../shared/text/graphemes.ts'

/** How much of the room for an alt text is used, at the target that has the least; counted in code points as `validateMedia` does. */
export type AltRoom = { readonly count: number; readonly limit: number; readonly network: string }

/** Null where no target has a limit. */
export function altRoom({ mimeType, alt }: Pick<DraftMedia, 'mimeType' | 'alt'>, accounts: readonly Account[]): AltRoom | null {
  let least: AltRoom | null = null
  for (const { capabilities, platformName } of accounts) {
    const limit = mediaRuleFor(mimeType, capabilities)?.maxAltLength?.value
    if (limit !== undefined && (least === null || limit < least.limit))
      least = { count: countCodePoints(alt), limit, network: platformName }
  }
  return least
}

/** The networks that keep what must stay visible of a picture, by name; empty where none does or it is no picture. */
export function focalNetworks({ mimeType }: Pick<DraftMedia, 'mimeType'>, accounts: readonly Account[]): string {
  if (mediaKind(mimeType) !== 'image') return ''
  const keeping = accounts.filter(({ capabilities }) => mediaRuleFor(mimeType, capabilities)?.focalPoint === true)
  return [...new Set(keeping.map(({ platformName }) => platformName))].join(', ')
}
