import type { MediaAttachment } from '../model/media.ts'

/** `agree`: words say that they are the same; `conflict`: they are others; `open`: nothing speaks against it. */
export type MediaRelation = 'agree' | 'open' | 'conflict'

/** Sides that differ more are not of one picture: networks make pictures smaller but do not cut them. */
const RATIO = 0.04
/** An alt text of so many letters is written for one picture. */
const OWN_ALT = 8

/** Compares what is attached to two posts, in order; more on one side than the other says nothing, as networks take different numbers. */
export function compareMedia(a: readonly MediaAttachment[], b: readonly MediaAttachment[]): MediaRelation {
  let agrees = false
  for (const [index, one] of a.entries()) {
    const two = b[index]
    if (two === undefined) break
    if (isMoving(one) !== isMoving(two)) return 'conflict'
    if (one.blurhash !== null && one.blurhash === two.blurhash) agrees = true
    const [altOne, altTwo] = [plainAlt(one.alt), plainAlt(two.alt)]
    if (altOne !== '' && altTwo !== '') {
      if (!altOne.startsWith(altTwo) && !altTwo.startsWith(altOne)) return 'conflict'
      if (Math.min(altOne.length, altTwo.length) >= OWN_ALT) agrees = true
    }
    if (one.width !== null && one.height !== null && two.width !== null && two.height !== null) {
      const [ratioOne, ratioTwo] = [one.width / one.height, two.width / two.height]
      if (Math.abs(ratioOne - ratioTwo) > RATIO * Math.max(ratioOne, ratioTwo)) return 'conflict'
    }
  }
  return agrees ? 'agree' : 'open'
}

function isMoving({ kind }: MediaAttachment): boolean {
  return kind === 'video' || kind === 'gif'
}

function plainAlt(alt: string): string {
  return alt
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
