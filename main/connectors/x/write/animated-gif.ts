/** Whether a GIF has more than one frame. Total: what is no GIF has none. Source: the GIF89a specification, w3.org/Graphics/GIF/spec-gif89a.txt. */
export function isAnimatedGif(bytes: Uint8Array): boolean {
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== 'GIF') return false
  const tableBytes = (packed: number): number => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 0x07) + 1))
  let at = 13 + tableBytes(bytes[10] ?? 0)
  let frames = 0
  const skipBlocks = (from: number): number => {
    let place = from
    for (let size = bytes[place] ?? 0; size > 0; size = bytes[place] ?? 0) place += size + 1
    return place + 1
  }
  while (at < bytes.length) {
    const kind = bytes[at]
    if (kind === 0x21) at = skipBlocks(at + 2)
    else if (kind === 0x2c) {
      frames += 1
      if (frames > 1) return true
      at = skipBlocks(at + 11 + tableBytes(bytes[at + 9] ?? 0))
    } else return false
  }
  return false
}
